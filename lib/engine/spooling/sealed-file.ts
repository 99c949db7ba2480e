import type { ByteRange } from '../../upload/chunks.ts';

interface Part extends ByteRange {
  readonly blob: Blob;
}

/**
 * The whole recording as a file, which the browser reads itself while sending. Cutting a part takes about a
 * millisecond, which counts on a fast link, so the part that is likely next is cut while this one is on its way.
 */
export class SealedFile {
  readonly #file: Blob;
  readonly #chunkBytes: number;
  readonly #later: (callback: () => void) => void;
  #ahead: Part | null = null;

  /** `later` calls back once the current request is on its way. */
  constructor(file: Blob, chunkBytes: number, later: (callback: () => void) => void) {
    this.#file = file;
    this.#chunkBytes = chunkBytes;
    this.#later = later;
  }

  /** These bytes; they lie within the file. */
  part(range: ByteRange): Blob {
    const ahead = this.#ahead;
    const isAhead = ahead !== null && ahead.start === range.start && ahead.end === range.end;
    const { blob } = isAhead ? ahead : this.#cut(range);
    this.#ahead = null;
    this.#later(() => this.#cutAhead(range.end));
    return blob;
  }

  #cutAhead(start: number): void {
    const end = Math.min(start + this.#chunkBytes, this.#file.size);
    if (end > start) this.#ahead = this.#cut({ start, end });
  }

  #cut({ start, end }: ByteRange): Part {
    return { start, end, blob: this.#file.slice(start, end) };
  }
}
