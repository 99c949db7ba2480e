import type { SyncFile } from '../../lib/spool/spool-file.ts';

/** An in-memory file that can fail, and that loses whatever wasn't flushed when the machine dies. */
export class MemoryFile implements SyncFile {
  #bytes: Uint8Array<ArrayBuffer>;
  #flushed: Uint8Array<ArrayBuffer>;
  /** How many more bytes the disk takes; anything beyond that is cut off. */
  freeBytes = Number.POSITIVE_INFINITY;
  /** What the next `flush` throws; null: it succeeds. */
  flushError: Error | null = null;
  truncateError: Error | null = null;
  closed = false;
  readonly #onFlush: () => void;

  constructor(bytes: Uint8Array<ArrayBuffer> = new Uint8Array(0), onFlush: () => void = () => undefined) {
    this.#bytes = bytes.slice();
    this.#flushed = bytes.slice();
    this.#onFlush = onFlush;
  }

  /** The content, flushed or not. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice();
  }

  /** The content that survives a crash. */
  get flushed(): Uint8Array<ArrayBuffer> {
    return this.#flushed.slice();
  }

  getSize(): number {
    return this.#bytes.length;
  }

  read(into: Uint8Array<ArrayBuffer>, { at }: { at: number }): number {
    const there = this.#bytes.subarray(at, at + into.length);
    into.set(there);
    return there.length;
  }

  write(bytes: Uint8Array<ArrayBuffer>, { at }: { at: number }): number {
    const taken = bytes.subarray(0, Math.min(bytes.length, this.freeBytes));
    this.freeBytes -= taken.length;
    const next = new Uint8Array(Math.max(this.#bytes.length, at + taken.length));
    next.set(this.#bytes);
    next.set(taken, at);
    this.#bytes = next;
    return taken.length;
  }

  truncate(size: number): void {
    if (this.truncateError !== null) throw this.truncateError;
    const next = new Uint8Array(size);
    next.set(this.#bytes.subarray(0, size));
    this.#bytes = next;
  }

  flush(): void {
    const error = this.flushError;
    this.flushError = null;
    if (error !== null) throw error;
    this.#flushed = this.#bytes.slice();
    this.#onFlush();
  }

  close(): void {
    this.closed = true;
  }
}
