/** The memory grows in steps, so that slices that are now a little longer, now a little shorter, find room. */
const STEP_BYTES = 256 * 1024;

/**
 * Reads one Blob after the other into the same memory: to fill memory that was never touched takes more of the processor
 * than to write a slice to the disk. One Blob at a time.
 */
export class BlobReader {
  #memory = new ArrayBuffer(0);

  /**
   * All of its bytes, which are good until the next call.
   * @throws Error when the browser does not have them any more.
   */
  async read(blob: Blob): Promise<Uint8Array<ArrayBuffer>> {
    const reader = byteReaderOf(blob);
    if (reader === null) return new Uint8Array(await blob.arrayBuffer());
    let memory = this.#memoryFor(blob.size);
    let bytes = 0;
    for (;;) {
      // Reading takes the memory away, and gives it back as another object.
      const { value, done } = await reader.read(new Uint8Array(memory, bytes));
      if (value === undefined) throw new Error('A part of the recording was not handed over.');
      memory = value.buffer;
      if (done) break;
      bytes += value.length;
    }
    if (bytes !== blob.size) throw new Error(`Of ${blob.size} bytes of the recording ${bytes} were handed over.`);
    this.#memory = memory;
    return new Uint8Array(memory, 0, bytes);
  }

  /** With a byte to spare: the end is told to who asks for more. */
  #memoryFor(bytes: number): ArrayBuffer {
    const memory = this.#memory;
    this.#memory = new ArrayBuffer(0);
    return memory.byteLength > bytes ? memory : new ArrayBuffer((Math.floor(bytes / STEP_BYTES) + 1) * STEP_BYTES);
  }
}

/** Null where a Blob cannot be read into memory that one brings. */
function byteReaderOf(blob: Blob): ReadableStreamBYOBReader | null {
  try {
    return blob.stream().getReader({ mode: 'byob' });
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}
