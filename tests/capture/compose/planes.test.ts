import { describe, expect, it } from 'vitest';
import { blendSquare, bubbleMask } from '../../../lib/capture/compose/bubble-mask.ts';
import {
  blacken,
  layoutOf,
  movedTo,
  newSquare,
  type PlanarFormat,
  type Plane,
  planesOf,
  type Square,
} from '../../../lib/capture/compose/planes.ts';
import { SquareScaler } from '../../../lib/capture/compose/scale-square.ts';
import { colourChange, type YuvColours } from '../../../lib/capture/compose/yuv-colours.ts';
import { randomFrom } from '../../support/random-from.ts';

const FORMATS: readonly PlanarFormat[] = ['I420', 'NV12'];
const WIDTH = 64;
const HEIGHT = 48;

function noise(length: number, seed: number): Uint8Array {
  const random = randomFrom(seed);
  return Uint8Array.from({ length }, () => Math.floor(random() * 256));
}

function pixel({ bytes, offset, stride, step }: Plane, x: number, y: number): number {
  return bytes[offset + y * stride + x * step] ?? Number.NaN;
}

/** All pixels of a plane, line by line. */
function pixelsOf(plane: Plane, width: number, height: number): number[] {
  return Array.from({ length: width * height }, (_, at) => pixel(plane, at % width, Math.floor(at / width)));
}

/** The share of a pixel within the outline, by 16 × 16 points in it. */
function coverage(shape: 'round' | 'square', side: number, x: number, y: number): number {
  const half = side / 2;
  const radius = shape === 'round' ? half : side * 0.08;
  let inside = 0;
  for (let point = 0; point < 256; point += 1) {
    const aside = Math.abs(x + ((point % 16) + 0.5) / 16 - half);
    const above = Math.abs(y + (Math.floor(point / 16) + 0.5) / 16 - half);
    const isCorner = aside > half - radius && above > half - radius;
    const isIn = isCorner
      ? Math.hypot(aside - half + radius, above - half + radius) <= radius
      : aside <= half && above <= half;
    if (isIn) inside += 1;
  }
  return inside / 256;
}

describe.each(FORMATS)('a picture of %s', (format) => {
  it('lies in its buffer without gaps, and a smaller one inside it at its position', () => {
    const layout = layoutOf(format, WIDTH, HEIGHT);
    const bytes = new Uint8Array((WIDTH * HEIGHT * 3) / 2);
    blacken(bytes, layout, 16);
    const planes = planesOf(format, bytes, movedTo(layout, format, 8, 4));
    planes.forEach(({ bytes: into, offset, stride, step }, index) => {
      const half = index === 0 ? 1 : 2;
      for (let y = 0; y < 20 / half; y += 1)
        for (let x = 0; x < 10 / half; x += 1) into[offset + y * stride + x * step] = 200 + index;
    });
    planesOf(format, bytes, layout).forEach((plane, index) => {
      const half = index === 0 ? 1 : 2;
      const wanted = pixelsOf(plane, WIDTH / half, HEIGHT / half).map((_, at) => {
        const [x, y] = [(at % (WIDTH / half)) * half, Math.floor(at / (WIDTH / half)) * half];
        const isIn = x >= 8 && x < 18 && y >= 4 && y < 24;
        return isIn ? 200 + index : index === 0 ? 16 : 128;
      });
      expect(pixelsOf(plane, WIDTH / half, HEIGHT / half)).toEqual(wanted);
    });
  });

  it.each(['round', 'square'] as const)('shows a %s bubble within its outline, and is untouched around it', (shape) => {
    for (const [side, left, top] of [
      [30, 4, 10],
      [32, 32, 16],
      [2, 0, 0],
      [48, 16, 0],
    ] as const) {
      const layout = layoutOf(format, WIDTH, HEIGHT);
      const before = noise((WIDTH * HEIGHT * 3) / 2, side);
      const after = before.slice();
      const square: Square = {
        side,
        y: noise(side * side, 1),
        u: noise((side / 2) ** 2, 2),
        v: noise((side / 2) ** 2, 3),
      };
      blendSquare(planesOf(format, after, layout), square, bubbleMask(shape, side), left, top);
      const [was, is] = [planesOf(format, before, layout), planesOf(format, after, layout)];
      for (const [index, from] of [square.y, square.u, square.v].entries()) {
        const scale = index === 0 ? 1 : 2;
        const [old, now] = [was[index] as Plane, is[index] as Plane];
        for (let y = 0; y < HEIGHT / scale; y += 1) {
          for (let x = 0; x < WIDTH / scale; x += 1) {
            const [inX, inY] = [x - left / scale, y - top / scale];
            const isIn = inX >= 0 && inY >= 0 && inX < side / scale && inY < side / scale;
            if (!isIn) {
              expect(pixel(now, x, y)).toBe(pixel(old, x, y));
              continue;
            }
            const points = scale === 1 ? [[inX, inY] as const] : quarters(inX, inY);
            const share = points.reduce((sum, [px, py]) => sum + coverage(shape, side, px, py), 0) / points.length;
            const wanted = pixel(old, x, y) * (1 - share) + (from[inY * (side / scale) + inX] ?? 0) * share;
            // A distance is a little less exact than 256 points.
            const tolerance = share === 0 || share === 1 ? 4 : 20;
            expect(Math.abs(pixel(now, x, y) - wanted)).toBeLessThanOrEqual(tolerance);
          }
        }
      }
    }
  });
});

function quarters(x: number, y: number): (readonly [number, number])[] {
  return [
    [2 * x, 2 * y],
    [2 * x + 1, 2 * y],
    [2 * x, 2 * y + 1],
    [2 * x + 1, 2 * y + 1],
  ];
}

describe('a square', () => {
  /** The mean of what a pixel covers, in steps of a sixteenth. */
  function meanOf(from: Uint8Array, fromSide: number, toSide: number, x: number, y: number): number {
    const ratio = fromSide / toSide;
    const width = Math.max(1, ratio);
    const points = (at: number) =>
      Array.from({ length: 32 }, (_, n) => (at + 0.5) * ratio - width / 2 + ((n + 0.5) / 32) * width)
        .filter((place) => place >= 0 && place < fromSide)
        .map(Math.floor);
    const [xs, ys] = [points(x), points(y)];
    let sum = 0;
    for (const row of ys) for (const column of xs) sum += from[row * fromSide + column] ?? 0;
    return sum / (xs.length * ys.length);
  }

  it.each([
    [48, 48],
    [48, 20],
    [48, 36],
    [20, 48],
    [4, 2],
    [2, 6],
  ])('of %i pixels a side becomes one of %i: each pixel is the mean of what it covers', (fromSide, toSide) => {
    for (const format of FORMATS) {
      const bytes = noise((fromSide * fromSide * 3) / 2, fromSide);
      const planes = planesOf(format, bytes, layoutOf(format, fromSide, fromSide));
      const { y, u, v } = new SquareScaler(fromSide, toSide).scale(planes);
      for (const [index, scaled] of [y, u, v].entries()) {
        const scale = index === 0 ? 1 : 2;
        const from = Uint8Array.from(pixelsOf(planes[index] as Plane, fromSide / scale, fromSide / scale));
        const side = toSide / scale;
        const wanted = Array.from(scaled, (_, at) =>
          meanOf(from, fromSide / scale, side, at % side, Math.floor(at / side)),
        );
        const worst = Math.max(...wanted.map((value, at) => Math.abs(value - (scaled[at] ?? 0))));
        // The reference looks at 32 points on each side of a pixel.
        expect(worst).toBeLessThanOrEqual(fromSide === toSide ? 0 : 8);
      }
    }
  });

  it('of one shade stays that shade, at every size', () => {
    for (let toSide = 2; toSide < 60; toSide += 2) {
      const bytes = new Uint8Array((30 * 30 * 3) / 2).fill(201);
      const { y, u } = new SquareScaler(30, toSide).scale(planesOf('I420', bytes, layoutOf('I420', 30, 30)));
      expect(new Set([...y, ...u])).toEqual(new Set([201]));
    }
  });
});

describe('colours', () => {
  const KINDS: readonly YuvColours[] = (['bt601', 'bt709'] as const).flatMap((matrix) => [
    { matrix, isFullRange: false },
    { matrix, isFullRange: true },
  ]);
  type Triple = readonly [number, number, number];
  const weights = { bt601: [0.299, 0.587, 0.114], bt709: [0.2126, 0.7152, 0.0722] } as const;

  function toRgb([y, u, v]: Triple, { matrix, isFullRange }: YuvColours): Triple {
    const [red, green, blue] = weights[matrix];
    const luma = isFullRange ? y / 255 : (y - 16) / 219;
    const [pb, pr] = [u, v].map((colour) => (colour - 128) / (isFullRange ? 255 : 224)) as [number, number];
    const r = luma + 2 * (1 - red) * pr;
    const b = luma + 2 * (1 - blue) * pb;
    return [r, (luma - red * r - blue * b) / green, b];
  }

  function toYuv([r, g, b]: Triple, { matrix, isFullRange }: YuvColours): Triple {
    const [red, green, blue] = weights[matrix];
    const luma = red * r + green * g + blue * b;
    const [pb, pr] = [(b - luma) / (2 * (1 - blue)), (r - luma) / (2 * (1 - red))];
    const chroma = isFullRange ? 255 : 224;
    const byte = (value: number) => Math.min(255, Math.max(0, Math.round(value)));
    return [byte(isFullRange ? luma * 255 : 16 + luma * 219), byte(128 + pb * chroma), byte(128 + pr * chroma)];
  }

  it('look the same afterwards, in every color space', () => {
    const random = randomFrom(7);
    for (const from of KINDS) {
      for (const to of KINDS) {
        const change = colourChange(from, to);
        if (from === to) {
          expect(change).toBeNull();
          continue;
        }
        for (let colour = 0; colour < 200; colour += 1) {
          const rgb: Triple = [random(), random(), random()];
          const yuv = toYuv(rgb, from);
          const square = newSquare(2);
          square.y.fill(yuv[0]);
          square.u.fill(yuv[1]);
          square.v.fill(yuv[2]);
          change?.(square);
          expect([...square.y, ...square.u, ...square.v]).toEqual(
            ((wanted: Triple) => [wanted[0], wanted[0], wanted[0], wanted[0], wanted[1], wanted[2]])(
              toYuv(toRgb(yuv, from), to),
            ),
          );
        }
      }
    }
  });
});
