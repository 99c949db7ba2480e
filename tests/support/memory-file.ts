import type { SyncFile } from '../../lib/spool/spool-file.ts';

/** A file in memory, with the interface of one on disk. */
export class MemoryFile implements SyncFile {
  #bytes = new Uint8Array(0);
  #size = 0;

  getSize(): number {
    return this.#size;
  }

  read(into: Uint8Array<ArrayBuffer>, { at }: { at: number }): number {
    const there = this.#bytes.subarray(at, Math.min(this.#size, at + into.length));
    into.set(there);
    return there.length;
  }

  write(bytes: Uint8Array<ArrayBuffer>, { at }: { at: number }): number {
    const end = at + bytes.length;
    if (end > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(end, this.#bytes.length * 2));
      larger.set(this.#bytes.subarray(0, this.#size));
      this.#bytes = larger;
    }
    this.#bytes.set(bytes, at);
    this.#size = Math.max(this.#size, end);
    return bytes.length;
  }

  truncate(size: number): void {
    this.#size = Math.min(this.#size, size);
  }

  flush(): void {
    // Memory is as safe as it gets.
  }

  close(): void {
    // Nothing is held.
  }
}
