import type { ByteRange } from '../../upload/chunks.ts';

/**
 * The slices of which the next chunk will be made, as the recorder handed them over: the browser has their bytes already,
 * so a request made of them takes none of our memory, and nothing is copied for it. They are one chunk and one slice at
 * most; a chunk that is not all here is read from the disk.
 */
export class RecentSlices {
  readonly #chunkBytes: number;
  readonly #join: (parts: readonly Blob[]) => Blob;
  /** One behind the other, without a hole. */
  #slices: readonly { readonly blob: Blob; readonly start: number; readonly end: number }[] = [];
  /** Where the last range that was asked for ended. */
  #takenEnd = 0;

  /** `join` makes one Blob of several. */
  constructor(chunkBytes: number, join: (parts: readonly Blob[]) => Blob) {
    this.#chunkBytes = chunkBytes;
    this.#join = join;
  }

  /** A slice was kept on disk; `end` is the recording's length with it. */
  add(blob: Blob, end: number): void {
    const start = end - blob.size;
    const last = this.#slices.at(-1);
    // A chunk is cut when more than that is waiting. If it is not, the link is slow, and what follows is read anyway.
    if (this.#waitingBytes > this.#chunkBytes) return;
    this.#slices = [...(last?.end === start ? this.#slices : []), { blob, start, end }];
  }

  /** These bytes, or null when they are not all here. What lies before the range's end is forgotten. */
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
