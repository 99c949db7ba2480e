import { closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import type { SyncFile } from '../../lib/spool/spool-file.ts';

/** A file on a real disk. */
export class NodeFile implements SyncFile {
  readonly #openedAs: number;
  #isClosed = false;

  constructor(path: string) {
    closeSync(openSync(path, 'a+'));
    this.#openedAs = openSync(path, 'r+');
  }

  /** @throws Error once it's closed: by then, the file descriptor may belong to another file. */
  get #descriptor(): number {
    if (this.#isClosed) throw new Error('The file is closed.');
    return this.#openedAs;
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
    if (!this.#isClosed) closeSync(this.#openedAs);
    this.#isClosed = true;
  }
}
