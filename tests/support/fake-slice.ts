import type { Content } from './content.ts';
import { FakeFile } from './fake-file.ts';

/**
 * A slice for a disk that only knows its length: its bytes aren't made until they are sent. A real Blob is read on
 * another thread, which would bring real time into a test of virtual time.
 */
class VirtualSlice extends FakeFile {
  readonly #content: FakeFile;

  constructor(content: FakeFile) {
    super(() => undefined, 0, content.size);
    this.#content = content;
  }

  override async arrayBuffer(): Promise<ArrayBuffer> {
    return new ArrayBuffer(this.size);
  }

  override slice(start: number, end: number): FakeFile {
    return this.#content.slice(start, end);
  }

  override read(start: number, into: Uint8Array<ArrayBuffer>): void {
    this.#content.read(start, into);
  }
}

/** The slice holding these bytes of a recording. */
export function virtualSlice(content: Content, start: number, bytes: number): Blob {
  const file = new FakeFile((at, into) => content.fill(into, at), start, start + bytes);
  return new VirtualSlice(file).asBlob();
}

/** A slice with actual bytes. */
export function sliceOf(bytes: Uint8Array<ArrayBuffer>): Blob {
  return new FakeFile((start, into) => into.set(bytes.subarray(start, start + into.length)), 0, bytes.length).asBlob();
}
