import { newSquare, type Plane, type Planes, type Square } from './planes.ts';

/**
 * Scales squares from one side to another: each pixel is the average of what it covers, or interpolated where it covers
 * less than one. Otherwise every second line of a large camera picture would be skipped, and edges would flicker.
 */
export class SquareScaler {
  readonly #luma: PlaneScaler;
  readonly #colour: PlaneScaler;
  readonly #square: Square;

  /** Both in pixels, and even. */
  constructor(fromSide: number, toSide: number) {
    this.#luma = new PlaneScaler(fromSide, toSide);
    this.#colour = new PlaneScaler(fromSide / 2, toSide / 2);
    this.#square = newSquare(toSide);
  }

  /** @returns the same square object each time, with the planes' current content. */
  scale([y, u, v]: Planes): Square {
    this.#luma.scale(y, this.#square.y);
    this.#colour.scale(u, this.#square.u);
    this.#colour.scale(v, this.#square.v);
    return this.#square;
  }
}

/** The pixels that make up one: from the first on, each with its weight. The weights add up to 1. */
interface Taps {
  readonly count: number;
  readonly first: Int32Array;
  readonly weights: Float32Array;
}

class PlaneScaler {
  readonly #fromSide: number;
  readonly #toSide: number;
  readonly #taps: Taps;
  readonly #line: Float32Array;

  constructor(fromSide: number, toSide: number) {
    this.#fromSide = fromSide;
    this.#toSide = toSide;
    this.#taps = tapsFor(fromSide, toSide);
    this.#line = new Float32Array(fromSide);
  }

  scale(from: Plane, to: Uint8Array): void {
    for (let row = 0; row < this.#toSide; row += 1) {
      this.#gatherLines(from, row);
      this.#gatherPixels(to, row * this.#toSide);
    }
  }

  /** The average of the lines that make up one line. */
  #gatherLines({ bytes, offset, stride, step }: Plane, row: number): void {
    const line = this.#line;
    const side = this.#fromSide;
    const { count, first, weights } = this.#taps;
    line.fill(0);
    for (let tap = 0; tap < count; tap += 1) {
      const weight = weights[row * count + tap] ?? 0;
      if (weight === 0) continue;
      let at = offset + ((first[row] ?? 0) + tap) * stride;
      for (let x = 0; x < side; x += 1) {
        line[x] = (line[x] ?? 0) + weight * (bytes[at] ?? 0);
        at += step;
      }
    }
  }

  #gatherPixels(to: Uint8Array, at: number): void {
    const line = this.#line;
    const { count, first, weights } = this.#taps;
    for (let x = 0; x < this.#toSide; x += 1) {
      let sum = 0.5;
      const from = first[x] ?? 0;
      for (let tap = 0; tap < count; tap += 1) sum += (weights[x * count + tap] ?? 0) * (line[from + tap] ?? 0);
      to[at + x] = sum;
    }
  }
}

function tapsFor(fromSide: number, toSide: number): Taps {
  const ratio = fromSide / toSide;
  // A pixel that covers less than one is interpolated between two.
  const width = Math.max(1, ratio);
  const count = Math.min(fromSide, Math.ceil(width) + 1);
  const first = new Int32Array(toSide);
  const weights = new Float32Array(toSide * count);
  for (let pixel = 0; pixel < toSide; pixel += 1) {
    const begin = (pixel + 0.5) * ratio - width / 2;
    const from = Math.min(Math.max(0, Math.floor(begin)), fromSide - count);
    first[pixel] = from;
    let sum = 0;
    for (let tap = 0; tap < count; tap += 1) {
      const covered = Math.min(begin + width, from + tap + 1) - Math.max(begin, from + tap);
      weights[pixel * count + tap] = Math.max(0, covered);
      sum += Math.max(0, covered);
    }
    // At the edges, a part lies outside.
    for (let tap = 0; tap < count; tap += 1) weights[pixel * count + tap] = (weights[pixel * count + tap] ?? 0) / sum;
  }
  return { count, first, weights };
}
