import type { ByteRange } from '../../upload/chunks.ts';

/**
 * The recent slices from which the next chunk is made. The browser already has their bytes, so a request made of them
 * takes none of our memory and copies nothing. They are one chunk and one slice at most; a chunk that isn't all here is
 * read from disk.
 */
export class RecentSlices {
  readonly #chunkBytes: number;
  readonly #join: (parts: readonly Blob[]) => Blob;
  /** Consecutive, without a gap. */
  #slices: readonly { readonly blob: Blob; readonly start: number; readonly end: number }[] = [];
  /** The end of the last requested range. */
  #takenEnd = 0;

  /** `join` makes one Blob from several. */
  constructor(chunkBytes: number, join: (parts: readonly Blob[]) => Blob) {
    this.#chunkBytes = chunkBytes;
    this.#join = join;
  }

  /** A slice is on disk; `end` is the recording's length with it. */
  add(blob: Blob, end: number): void {
    const start = end - blob.size;
    const last = this.#slices.at(-1);
    // A chunk is cut once more than that is waiting. If it isn't, the link is slow, and the bytes are read from disk
    // anyway.
    if (this.#waitingBytes > this.#chunkBytes) return;
    this.#slices = [...(last?.end === start ? this.#slices : []), { blob, start, end }];
  }

  /** These bytes, or null when they aren't all here. Everything before the end of the range is dropped. */
  take(range: ByteRange): Blob | null {
    const parts = this.#slices.filter(({ start, end }) => start < range.end && end > range.start);
    this.#slices = this.#slices.filter(({ end }) => end > range.end);
    this.#takenEnd = range.end;
    const [first, last] = [parts[0], parts.at(-1)];
    if (first === undefined || last === undefined) return null;
    if (first.start > range.start || last.end < range.end) return null;
    return this.#join(
      parts.map(({ blob, start, end }) => cut(blob, range.start - start, range.end - start, end - start)),
    );
  }

  get #waitingBytes(): number {
    const [first, last] = [this.#slices[0], this.#slices.at(-1)];
    return first === undefined || last === undefined ? 0 : last.end - Math.max(first.start, this.#takenEnd);
  }
}

function cut(blob: Blob, from: number, to: number, size: number): Blob {
  return from <= 0 && to >= size ? blob : blob.slice(Math.max(0, from), to);
}
