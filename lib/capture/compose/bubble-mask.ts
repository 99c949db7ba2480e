import type { Bubble } from '../../recording/bubble.ts';
import type { Plane, Planes, Square } from './planes.ts';

/** The corner radius of a square bubble, as a share of its side. */
export const CORNER_SHARE = 0.08;

const OPAQUE = 255;

/** How much of each pixel a shape covers, from 0 to 255. */
interface Cover {
  readonly side: number;
  readonly alphas: Uint8Array;
  /** For each line: how many pixels on either side aren't covered at all, and how many aren't fully covered. */
  readonly outside: Int32Array;
  readonly edge: Int32Array;
}

/** The outline of a bubble, made once for each shape and side. */
export interface BubbleMask {
  readonly luma: Cover;
  readonly colour: Cover;
}

/** @param side in pixels, even. */
export function bubbleMask(shape: Bubble['shape'], side: number): BubbleMask {
  const radius = shape === 'round' ? side / 2 : side * CORNER_SHARE;
  const luma = coverOf(side, (x, y) => OPAQUE * covered(x + 0.5 - side / 2, y + 0.5 - side / 2, side / 2, radius));
  // One chroma pixel belongs to four luma pixels.
  const alpha = (x: number, y: number) => luma.alphas[y * side + x] ?? 0;
  const colour = coverOf(
    side / 2,
    (x, y) =>
      (alpha(2 * x, 2 * y) + alpha(2 * x + 1, 2 * y) + alpha(2 * x, 2 * y + 1) + alpha(2 * x + 1, 2 * y + 1)) / 4,
  );
  return { luma, colour };
}

/** Draws a square into a picture through a mask. `x` and `y`, the position of its upper left corner, are even. */
export function blendSquare(into: Planes, square: Square, mask: BubbleMask, x: number, y: number): void {
  blendPlane(into[0], square.y, mask.luma, x, y);
  blendPlane(into[1], square.u, mask.colour, x / 2, y / 2);
  blendPlane(into[2], square.v, mask.colour, x / 2, y / 2);
}

/** How much of a pixel lies in a square with round corners, by the distance of its center from the edge. */
function covered(x: number, y: number, half: number, radius: number): number {
  const [aside, above] = [Math.abs(x) - half + radius, Math.abs(y) - half + radius];
  const distance = Math.hypot(Math.max(0, aside), Math.max(0, above)) + Math.min(0, Math.max(aside, above)) - radius;
  return Math.min(1, Math.max(0, 0.5 - distance));
}

function coverOf(side: number, alphaAt: (x: number, y: number) => number): Cover {
  const alphas = new Uint8Array(side * side);
  const outside = new Int32Array(side);
  const edge = new Int32Array(side);
  for (let y = 0; y < side; y += 1) {
    const line = alphas.subarray(y * side, (y + 1) * side);
    for (let x = 0; x < side; x += 1) line[x] = Math.round(alphaAt(x, y));
    // Shapes are convex and symmetric.
    const begins = line.findIndex((alpha) => alpha > 0);
    const isWhole = line.indexOf(OPAQUE);
    outside[y] = begins === -1 ? Math.ceil(side / 2) : begins;
    edge[y] = isWhole === -1 ? Math.ceil(side / 2) : isWhole;
  }
  return { side, alphas, outside, edge };
}

function blendPlane(into: Plane, from: Uint8Array, cover: Cover, left: number, top: number): void {
  const { bytes, offset, stride, step } = into;
  const { side, alphas, outside, edge } = cover;
  for (let y = 0; y < side; y += 1) {
    const line = y * side;
    const to = offset + (top + y) * stride + left * step;
    const [begins, isWhole] = [outside[y] ?? 0, edge[y] ?? 0];
    const blend = (x: number, until: number) => {
      for (; x < until; x += 1) {
        const alpha = alphas[line + x] ?? 0;
        const at = to + x * step;
        bytes[at] = ((bytes[at] ?? 0) * (OPAQUE - alpha) + (from[line + x] ?? 0) * alpha + OPAQUE / 2) / OPAQUE;
      }
    };
    blend(begins, isWhole);
    if (step === 1) bytes.set(from.subarray(line + isWhole, line + side - isWhole), to + isWhole);
    else for (let x = isWhole; x < side - isWhole; x += 1) bytes[to + x * step] = from[line + x] ?? 0;
    blend(Math.max(isWhole, side - isWhole), side - begins);
  }
}
