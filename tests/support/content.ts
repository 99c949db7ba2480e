const SAMPLE_EVERY_BYTES = 64 * 1024;

/**
 * The content of a recording. Each byte follows from its position, so no copy is needed to tell whether bytes are in
 * the right place. `whole` fills and compares every byte; otherwise only the first, the last, and two in every 64 KiB,
 * which is enough to notice a shifted or truncated range, and a thousand times as fast.
 */
export class Content {
  readonly #seed: number;
  readonly whole: boolean;

  constructor(seed: number, whole: boolean) {
    this.#seed = seed;
    this.whole = whole;
  }

  fill(into: Uint8Array, start: number): void {
    if (this.whole) {
      for (let at = 0; at < into.length; at += 1) into[at] = this.#byteAt(start + at);
      return;
    }
    for (const at of this.#positions(start, start + into.length)) into[at - start] = this.#byteAt(at);
  }

  /** Whether these are the bytes from `start` onwards. */
  matches(bytes: Uint8Array, start: number): boolean {
    if (this.whole) {
      for (let at = 0; at < bytes.length; at += 1) if (bytes[at] !== this.#byteAt(start + at)) return false;
      return true;
    }
    for (const at of this.#positions(start, start + bytes.length)) {
      if (bytes[at - start] !== this.#byteAt(at)) return false;
    }
    return true;
  }

  *#positions(start: number, end: number): Iterable<number> {
    if (end <= start) return;
    yield start;
    const first = Math.ceil((start + 1) / SAMPLE_EVERY_BYTES) * SAMPLE_EVERY_BYTES;
    // On both sides of the boundary, so that any part of what was read has samples too.
    for (let at = first; at < end; at += SAMPLE_EVERY_BYTES) yield* [at - 1, at];
    yield end - 1;
  }

  #byteAt(position: number): number {
    return Math.imul(position ^ this.#seed, 0x9e3779b1) >>> 24;
  }
}
