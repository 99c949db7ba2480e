/** How many slices in a row may be lost before the recording ends: the browser no longer returns anything. */
const MAX_LOST = 3;
/** The type of an MP4 box that players skip. */
const FREE_BOX = new TextEncoder().encode('free');

/** The slices of a recording that couldn't be read, and the fillers that replace them on disk. */
export class LostSlices {
  /** Sizes of the slices since the last one on disk, in bytes. */
  readonly #sizes: number[] = [];
  #filledBytes = 0;

  /** Bytes of fillers on disk. */
  get filledBytes(): number {
    return this.#filledBytes;
  }

  /** Bytes of lost slices that aren't filled yet: nothing was written since. */
  get missingBytes(): number {
    return this.#sizes.reduce((sum, bytes) => sum + bytes, 0);
  }

  get areTooMany(): boolean {
    return this.#sizes.length >= MAX_LOST;
  }

  add(bytes: number): void {
    this.#sizes.push(bytes);
  }

  /** The filler for the first unfilled slice; null when there is none. */
  firstFiller(mimeType: string): ArrayBuffer | null {
    const [bytes] = this.#sizes;
    return bytes === undefined ? null : fillerOf(bytes, mimeType);
  }

  /** The first filler is on disk. */
  filled(): void {
    this.#filledBytes += this.#sizes.shift() ?? 0;
  }
}

/**
 * A filler of this many bytes. An MP4 slice consists of whole boxes, so a box that players skip replaces it: they would
 * stop at zeros. WebM slices end anywhere, and players look for the next cluster.
 */
function fillerOf(bytes: number, mimeType: string): ArrayBuffer {
  const filler = new ArrayBuffer(bytes);
  if (/^(video|audio)\/mp4/.test(mimeType) && bytes >= FREE_BOX.length + 4) {
    new DataView(filler).setUint32(0, bytes);
    new Uint8Array(filler).set(FREE_BOX, 4);
  }
  return filler;
}
