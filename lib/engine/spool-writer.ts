import { type SpoolFile, SpoolWriteError } from '../spool/spool-file.ts';
import { crc32c } from '../upload/crc32c.ts';

/** A slice is read from its Blob in pieces: after sleep, one slice can be tens of megabytes. */
const PIECE_BYTES = 4 * 1024 * 1024;

/** Writes slices to a spool, whole or not at all, and keeps the checksum of what is there. One slice at a time. */
export class SpoolWriter {
  readonly spool: SpoolFile;
  #crc: number | null;
  /** Whether a slice was lost: what comes after it would leave a hole. */
  #isBroken = false;

  /** `crc`: the CRC32C of what is in the spool already; null when an earlier writer wrote it. */
  constructor(spool: SpoolFile, crc: number | null) {
    this.spool = spool;
    this.#crc = crc;
  }

  /** The CRC32C of all that is committed; null when it is not known. */
  get crc(): number | null {
    return this.#crc;
  }

  /**
   * Appends a slice and flushes it. Resolves to the bytes that are committed then.
   * @throws SpoolWriteError when the disk does not take it, or did not take an earlier one.
   */
  async append(slice: Blob): Promise<number> {
    if (this.#isBroken) throw new SpoolWriteError('An earlier part of the recording could not be written.');
    if (slice.size === 0) return this.spool.committedBytes;
    try {
      this.#crc = await this.#write(slice);
    } catch (error) {
      this.#isBroken = true;
      this.spool.takeBack();
      throw error;
    }
    return this.spool.committedBytes;
  }

  async #write(slice: Blob): Promise<number | null> {
    let crc = this.#crc;
    for (let start = 0; start < slice.size; start += PIECE_BYTES) {
      // A part of a Blob is another one, which the browser has to be told of.
      const part = slice.size <= PIECE_BYTES ? slice : slice.slice(start, start + PIECE_BYTES);
      const piece = new Uint8Array(await part.arrayBuffer());
      this.spool.write(piece);
      if (crc !== null) crc = crc32c(piece, crc);
    }
    this.spool.commit();
    return crc;
  }
}
