import type { Content } from './content.ts';
import { FakeFile } from './fake-file.ts';

const BUFFERS = new Map<number, ArrayBuffer>();

/**
 * A slice for a disk that knows its length only: its bytes are not made before they are sent. A real Blob is read by
 * another thread, and would bring real time into a test of virtual time.
 */
class VirtualSlice extends FakeFile {
  override async arrayBuffer(): Promise<ArrayBuffer> {
    return bufferOf(this.size);
  }
}

/** The slice with these bytes of a recording. */
export function virtualSlice(content: Content, start: number, bytes: number): Blob {
  return new VirtualSlice((at, into) => content.fill(into, at), start, start + bytes).asBlob();
}

/** A slice with bytes in it. */
export function sliceOf(bytes: Uint8Array<ArrayBuffer>): Blob {
  return new FakeFile((start, into) => into.set(bytes.subarray(start, start + into.length)), 0, bytes.length).asBlob();
}

function bufferOf(bytes: number): ArrayBuffer {
  const known = BUFFERS.get(bytes);
  if (known !== undefined) return known;
  const made = new ArrayBuffer(bytes);
  BUFFERS.set(bytes, made);
  return made;
}
