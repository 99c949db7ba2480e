import type { ByteRange } from '../upload/chunks.ts';
import type { Clock } from '../upload/clock.ts';

/** Long enough for a request to be on its way: reading is quick, and done on the thread that has to send. */
const MOMENT_MS = 1;

/** What it reads from: what is used here of the spool. */
interface Source {
  readonly committedBytes: number;
  read(start: number, into: Uint8Array<ArrayBuffer>): void;
}

/**
 * Reads chunks for the uploader, and the next one while a chunk is on its way. There are two buffers of a chunk, the
 * second only when more than a chunk was waiting, however long the recording is.
 */
export class ChunkReader {
  readonly #source: Source;
  readonly #chunkBytes: number;
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  /** What was handed out last is in the first. */
  #buffers: [ArrayBuffer | null, ArrayBuffer | null] = [null, null];
  /** What is in the second. */
  #ahead: ByteRange | null = null;
  #reads = 0;

  /** When the signal is aborted nothing more is read ahead. */
  constructor(source: Source, chunkBytes: number, clock: Clock, signal: AbortSignal) {
    this.#source = source;
    this.#chunkBytes = chunkBytes;
    this.#clock = clock;
    this.#signal = signal;
  }

  /**
   * The bytes of a range of at most one chunk. They are good until the next call.
   * @throws Error when they cannot be read.
   */
  read(range: ByteRange): Uint8Array<ArrayBuffer> {
    const isHere = this.#ahead !== null && this.#ahead.start === range.start && this.#ahead.end >= range.end;
    if (isHere) this.#buffers.reverse();
    else this.#fill(0, range);
    this.#ahead = null;
    this.#reads += 1;
    void this.#readAhead(range.end, this.#reads);
    return new Uint8Array(this.#bufferAt(0), 0, range.end - range.start);
  }

  async #readAhead(start: number, ofRead: number): Promise<void> {
    const range = { start, end: start + this.#chunkBytes };
    if (range.end > this.#source.committedBytes) return;
    await this.#clock.wait(MOMENT_MS, this.#signal);
    if (this.#signal.aborted || this.#reads !== ofRead) return;
    try {
      this.#fill(1, range);
      this.#ahead = range;
    } catch (error) {
      // When its turn comes it is read again, and then it counts.
      console.debug('The next chunk could not be read ahead.', error);
    }
  }

  #fill(which: 0 | 1, { start, end }: ByteRange): void {
    this.#source.read(start, new Uint8Array(this.#bufferAt(which), 0, end - start));
  }

  #bufferAt(which: 0 | 1): ArrayBuffer {
    this.#buffers[which] ??= new ArrayBuffer(this.#chunkBytes);
    return this.#buffers[which];
  }
}
