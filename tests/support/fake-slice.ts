const BUFFERS = new Map<number, ArrayBuffer>();

/**
 * A slice of so many bytes that no matter what they are. A real Blob is read by another thread, and would bring real time
 * into a test of virtual time.
 */
export function fakeSlice(bytes: number): Blob {
  const slice = {
    size: bytes,
    slice: (start: number, end: number) => fakeSlice(Math.min(end, bytes) - Math.min(start, bytes)),
    arrayBuffer: async () => bufferOf(bytes),
  };
  return slice as unknown as Blob;
}

/** A slice with bytes in it. */
export function sliceOf(bytes: Uint8Array<ArrayBuffer>): Blob {
  const slice = {
    size: bytes.length,
    slice: (start: number, end: number) => sliceOf(bytes.slice(start, end)),
    arrayBuffer: async () => bytes.slice().buffer,
  };
  return slice as unknown as Blob;
}

function bufferOf(bytes: number): ArrayBuffer {
  const known = BUFFERS.get(bytes);
  if (known !== undefined) return known;
  const made = new ArrayBuffer(bytes);
  BUFFERS.set(bytes, made);
  return made;
}
