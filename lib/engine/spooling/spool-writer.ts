import type { Clock } from '../../base/clock.ts';
import { crc32c } from '../../base/crc32c.ts';
import { type SpoolFile, SpoolWriteError } from '../../spool/spool-file.ts';
import { type ReadBlob, readSlice } from './read-slice.ts';

/** A slice is read from its Blob in pieces: after the computer slept, one can be tens of megabytes. */
const PIECE_BYTES = 4 * 1024 * 1024;

/** What writing needs. */
export interface WriterPorts {
  readonly clock: Pick<Clock, 'wait'>;
  readonly reads: readonly ReadBlob[];
}

/** A slice's position in the file, and its bytes. */
export interface SlicePlace {
  /** Bytes of the recording before it. */
  readonly at: number;
  /** Its bytes, when the engine couldn't read its Blob; otherwise null. */
  readonly bytes: ArrayBuffer | null;
}

/** Writes slices to a spool, whole or not at all, and keeps the checksum of what is there. One slice at a time. */
export class SpoolWriter {
  readonly spool: SpoolFile;
  readonly #ports: WriterPorts;
  #crc: number | null;
  /** Whether a slice was lost: anything after it would leave a hole. */
  #isBroken = false;

  /** `crc`: the CRC32C of what is already in the spool; null when an earlier writer wrote it. */
  constructor(spool: SpoolFile, crc: number | null, ports: WriterPorts) {
    this.spool = spool;
    this.#crc = crc;
    this.#ports = ports;
  }

  /** The CRC32C of everything committed; null when unknown. */
  get crc(): number | null {
    return this.#crc;
  }

  /**
   * Appends a slice and flushes it. Resolves to the committed bytes. A slice that is already in its place isn't written
   * twice.
   * @param place null: at the end.
   * @throws SliceReadError when it can't be read; it can be handed over again.
   * @throws SpoolWriteError when the disk refuses it, refused an earlier one, or it would leave a hole.
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
      // Without its place, nothing would show whether the next one follows.
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
    // A part of a Blob is another Blob that the browser has to track.
    return readSlice(slice.size <= PIECE_BYTES ? slice : slice.slice(start, end), reads, clock);
  }
}
