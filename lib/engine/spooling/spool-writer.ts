import type { Clock } from '../../base/clock.ts';
import { crc32c } from '../../base/crc32c.ts';
import { type SpoolFile, SpoolWriteError } from '../../spool/spool-file.ts';
import { type ReadBlob, readSlice } from './read-slice.ts';

/** A slice is read from its Blob in pieces: after sleep, one slice can be tens of megabytes. */
const PIECE_BYTES = 4 * 1024 * 1024;

/** What writing needs of the world. */
export interface WriterPorts {
  readonly clock: Pick<Clock, 'wait'>;
  readonly reads: readonly ReadBlob[];
}

/** Where a slice belongs, and what is in it. */
export interface SlicePlace {
  /** Bytes of the recording before it. */
  readonly at: number;
  /** Its bytes, where its Blob could not be read by the engine; else null. */
  readonly bytes: ArrayBuffer | null;
}

/** Writes slices to a spool, whole or not at all, and keeps the checksum of what is there. One slice at a time. */
export class SpoolWriter {
  readonly spool: SpoolFile;
  readonly #ports: WriterPorts;
  #crc: number | null;
  /** Whether a slice was lost: what comes after it would leave a hole. */
  #isBroken = false;

  /** `crc`: the CRC32C of what is in the spool already; null when an earlier writer wrote it. */
  constructor(spool: SpoolFile, crc: number | null, ports: WriterPorts) {
    this.spool = spool;
    this.#crc = crc;
    this.#ports = ports;
  }

  /** The CRC32C of all that is committed; null when it is not known. */
  get crc(): number | null {
    return this.#crc;
  }

  /**
   * Appends a slice and flushes it. Resolves to the bytes that are committed then. One that is there already, at its
   * place, is not written twice.
   * @param place null: behind what is there.
   * @throws SliceReadError when it cannot be read; it can be given again.
   * @throws SpoolWriteError when the disk does not take it, did not take an earlier one, or it would leave a hole.
   */
  async append(slice: Blob, place: SlicePlace | null = null): Promise<number> {
    const { committedBytes } = this.spool;
    if (this.#isBroken) throw new SpoolWriteError({ id: 'engine.partNotWritten' });
    if (slice.size === 0 || (place !== null && place.at + slice.size === committedBytes)) return committedBytes;
    if (place !== null && place.at !== committedBytes) {
      throw new SpoolWriteError({ id: 'engine.partMissing' });
    }
    try {
      this.#crc = await this.#write(slice, place?.bytes ?? null);
    } catch (error) {
      // Without its place, nobody could know whether the next one follows what is there.
      this.#isBroken = place === null || error instanceof SpoolWriteError;
      this.spool.takeBack();
      throw error;
    }
    return this.spool.committedBytes;
  }

  async #write(slice: Blob, bytes: ArrayBuffer | null): Promise<number | null> {
    let crc = this.#crc;
    for (let start = 0; start < slice.size; start += PIECE_BYTES) {
      const end = Math.min(start + PIECE_BYTES, slice.size);
      const piece = bytes === null ? await this.#read(slice, start, end) : new Uint8Array(bytes, start, end - start);
      this.spool.write(piece);
      if (crc !== null) crc = crc32c(piece, crc);
    }
    this.spool.commit();
    return crc;
  }

  #read(slice: Blob, start: number, end: number): Promise<Uint8Array<ArrayBuffer>> {
    const { reads, clock } = this.#ports;
    // A part of a Blob is another one, which the browser has to know about.
    return readSlice(slice.size <= PIECE_BYTES ? slice : slice.slice(start, end), reads, clock);
  }
}
