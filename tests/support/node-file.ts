import { closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import type { SyncFile } from '../../lib/spool/spool-file.ts';

/** A file on the real disk. */
export class NodeFile implements SyncFile {
  readonly #descriptor: number;
  #isClosed = false;

  constructor(path: string) {
    this.#descriptor = openSync(path, 'a+');
    closeSync(this.#descriptor);
    this.#descriptor = openSync(path, 'r+');
  }

  getSize(): number {
    return fstatSync(this.#descriptor).size;
  }

  read(into: Uint8Array<ArrayBuffer>, { at }: { at: number }): number {
    return readSync(this.#descriptor, into, 0, into.length, at);
  }

  write(bytes: Uint8Array<ArrayBuffer>, { at }: { at: number }): number {
    return writeSync(this.#descriptor, bytes, 0, bytes.length, at);
  }

  truncate(size: number): void {
    ftruncateSync(this.#descriptor, size);
  }

  flush(): void {
    fsyncSync(this.#descriptor);
  }

  close(): void {
    // The number may be another file's by now.
    if (!this.#isClosed) closeSync(this.#descriptor);
    this.#isClosed = true;
  }
}
