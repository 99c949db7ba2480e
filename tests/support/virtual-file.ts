import type { SyncFile } from '../../lib/spool/spool-file.ts';
import type { Content } from './content.ts';

/** A recording's file that only knows its length: what it reads back follows from the position. */
export class VirtualFile implements SyncFile {
  readonly #content: Content;
  #size = 0;

  constructor(content: Content) {
    this.#content = content;
  }

  getSize(): number {
    return this.#size;
  }

  read(into: Uint8Array<ArrayBuffer>, { at }: { at: number }): number {
    const length = Math.max(0, Math.min(into.length, this.#size - at));
    this.#content.fill(into.subarray(0, length), at);
    return length;
  }

  write(bytes: Uint8Array<ArrayBuffer>, { at }: { at: number }): number {
    this.#size = Math.max(this.#size, at + bytes.length);
    return bytes.length;
  }

  truncate(size: number): void {
    this.#size = Math.min(this.#size, size);
  }

  flush(): void {
    // It can't be lost.
  }

  close(): void {
    // Nothing to release.
  }
}
