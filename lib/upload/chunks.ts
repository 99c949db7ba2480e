import { CHUNK_UNIT_BYTES } from '../base/byte-units.ts';

/** A piece of the recording: bytes `[start, end)`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** What there is to send from. All in bytes. */
export interface Supply {
  /** What the server holds: the next piece starts here. */
  readonly ackedBytes: number;
  /** What is on disk and flushed. */
  readonly spooledBytes: number;
  /** The final length; null while the recording may still grow. */
  readonly sealedBytes: number | null;
  /** The size of a piece that is not the last: a multiple of {@link CHUNK_UNIT_BYTES}. */
  readonly chunkBytes: number;
  /** Send what is there, in multiples of {@link CHUNK_UNIT_BYTES}, without waiting for a whole chunk. */
  readonly early: boolean;
}

/** The next piece to send; `last` means that it must name the total. */
export interface NextChunk {
  readonly range: ByteRange;
  readonly last: boolean;
}

/**
 * The next piece to send; null when nothing may be sent yet, or everything was.
 *
 * A piece that is not the last is cut only when *more* than it is waiting. So a recording of exactly n chunks keeps one
 * chunk back until it is sealed, and the request that names the total always carries at least one byte.
 */
export function nextChunk(supply: Supply): NextChunk | null {
  const { ackedBytes: start, spooledBytes, sealedBytes, chunkBytes, early } = supply;
  const end = sealedBytes ?? spooledBytes;
  const waitingBytes = end - start;
  if (waitingBytes > chunkBytes) return { range: { start, end: start + chunkBytes }, last: false };
  if (sealedBytes !== null) return waitingBytes > 0 ? { range: { start, end }, last: true } : null;
  if (!early || waitingBytes <= CHUNK_UNIT_BYTES) return null;
  const units = Math.ceil(waitingBytes / CHUNK_UNIT_BYTES) - 1;
  return { range: { start, end: start + units * CHUNK_UNIT_BYTES }, last: false };
}
