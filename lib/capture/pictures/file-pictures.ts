import { FileScan, type Grammar } from './file-scan.ts';

/**
 * Where the last picture and the last sound of a file begin, in milliseconds. `pictureMs`: 0 without a picture. `soundMs`: null
 * without sound.
 */
export interface TrackEnds {
  readonly pictureMs: number;
  readonly soundMs: number | null;
}

/** Takes what a grammar finds. Milliseconds since the beginning of the file. */
export interface Finder {
  /** So many more pictures, of which the last one begins then. */
  pictures(count: number, lastAtMs: number): void;
  /** A piece of sound begins then. */
  sound(atMs: number): void;
}

/** Counts the pictures of a recording as it is written, slice by slice, and knows where they end. */
export class FilePictures<Name> {
  readonly #scan: FileScan<Name>;
  #pictures = 0;
  #pictureMs = 0;
  #soundMs: number | null = null;

  /** @param format the kind of file, which tells the finder what is in it. */
  constructor(format: (finder: Finder) => Grammar<Name>) {
    const grammar = format({
      pictures: (count, lastAtMs) => {
        this.#pictures += count;
        this.#pictureMs = Math.max(this.#pictureMs, lastAtMs);
      },
      sound: (atMs) => {
        this.#soundMs = Math.max(this.#soundMs ?? 0, atMs);
      },
    });
    this.#scan = new FileScan(grammar);
  }

  /** Pictures so far; null if the recording isn't such a file. */
  get pictures(): number | null {
    return this.#scan.isLost ? null : this.#pictures;
  }

  /** Null if the recording isn't such a file. */
  get ends(): TrackEnds | null {
    return this.#scan.isLost ? null : { pictureMs: this.#pictureMs, soundMs: this.#soundMs };
  }

  /** Takes the next slice, wherever it is cut. */
  add(slice: Uint8Array): void {
    this.#scan.add(slice);
  }
}
