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
  /** Another picture begins then. */
  picture(atMs: number): void;
  /** A piece of sound begins then. */
  sound(atMs: number): void;
}

/** Counts the pictures of a recording as it is written, slice by slice, and knows where they end, and how they begin. */
export class FilePictures<Name> {
  readonly #scan: FileScan<Name>;
  #pictures = 0;
  #pictureMs = 0;
  #soundMs: number | null = null;
  #longestGapMs = 0;
  #hasOpened = false;

  /**
   * @param format the kind of file, which tells the finder what is in it.
   * @param openingMs how much of it was recorded before its encoder was open.
   */
  constructor(format: (finder: Finder) => Grammar<Name>, openingMs: number) {
    const grammar = format({
      picture: (atMs) => {
        if (this.#pictures > 0 && !this.#hasOpened) {
          this.#longestGapMs = Math.max(this.#longestGapMs, atMs - this.#pictureMs);
        }
        this.#pictures += 1;
        this.#pictureMs = Math.max(this.#pictureMs, atMs);
        this.#hasOpened = this.#pictures > 1 && this.#pictureMs >= openingMs;
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

  /**
   * The longest time between two pictures of which the first is from before the encoder was open; null: the second isn't there yet, or the
   * recording isn't such a file.
   */
  get openingGapMs(): number | null {
    return this.#hasOpened && !this.#scan.isLost ? this.#longestGapMs : null;
  }

  /** Takes the next slice, wherever it is cut. */
  add(slice: Uint8Array): void {
    this.#scan.add(slice);
  }
}
