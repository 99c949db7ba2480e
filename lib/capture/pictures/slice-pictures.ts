import { MIB } from '../../base/byte-units.ts';
import { FilePictures, type TrackEnds } from './file-pictures.ts';
import { Mp4 } from './mp4.ts';
import { Webm } from './webm.ts';

/** Reading a slice may never finish, and what waits for it stays in memory: seconds of it, on a busy machine. */
const MOST_WAITING_BYTES = 16 * MIB;

/**
 * Counts the pictures of slices as they come. Nothing waits for it: counting ends with the first slice that can't be
 * read.
 */
export class SlicePictures {
  #file: FilePictures<number> | FilePictures<string> | null = null;
  #reading = Promise.resolve();
  #waitingBytes = 0;
  #hasEnded = false;
  readonly #openingMs: number;

  /** @param openingMs see {@link FilePictures}. */
  constructor(openingMs: number) {
    this.#openingMs = openingMs;
  }

  /** In all slices read so far; null when they are no longer counted. */
  get pictures(): number | null {
    if (this.#hasEnded) return null;
    return this.#file === null ? 0 : this.#file.pictures;
  }

  /** Where all slices so far end; null when that isn't known. Resolves when they are read. */
  async ends(): Promise<TrackEnds | null> {
    await this.#reading;
    return this.#hasEnded ? null : (this.#file?.ends ?? null);
  }

  /** See {@link FilePictures.openingGapMs}. */
  get openingGapMs(): number | null {
    return this.#hasEnded ? null : (this.#file?.openingGapMs ?? null);
  }

  /** Takes the next slice. */
  add(slice: Blob): void {
    this.#hasEnded ||= this.#waitingBytes + slice.size > MOST_WAITING_BYTES || this.pictures === null;
    if (this.#hasEnded) return;
    this.#waitingBytes += slice.size;
    this.#reading = this.#reading.then(() => this.#read(slice));
  }

  async #read(slice: Blob): Promise<void> {
    try {
      if (!this.#hasEnded) this.#take(new Uint8Array(await slice.arrayBuffer()));
    } catch (error) {
      this.#hasEnded = true;
      console.debug('The pictures are not counted any more.', error);
    }
    this.#waitingBytes -= slice.size;
  }

  #take(bytes: Uint8Array): void {
    this.#file ??= picturesOf(bytes, this.#openingMs);
    this.#file.add(bytes);
  }
}

function picturesOf(firstBytes: Uint8Array, openingMs: number): FilePictures<number> | FilePictures<string> {
  if (Mp4.begins(firstBytes)) return new FilePictures((finder) => new Mp4(finder), openingMs);
  return new FilePictures((finder) => new Webm(finder), openingMs);
}
