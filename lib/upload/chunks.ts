import { type ChunkRule, leastPiece } from './protocols/chunk-rule.ts';

/** A piece of the recording: bytes `[start, end)`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** What is available to send. All in bytes. */
export interface Supply {
  /** What the server has: the next piece starts here. */
  readonly ackedBytes: number;
  /** What is on disk and flushed. */
  readonly spooledBytes: number;
  /** The final length; null while the recording can still grow. */
  readonly sealedBytes: number | null;
  /** The size of every piece but the last, in whole units of the rule. */
  readonly chunkBytes: number;
  /** The protocol's rule for pieces. */
  readonly rule: ChunkRule;
  /** Send what is there, in whole units, without waiting for a whole chunk. */
  readonly early: boolean;
}

/** The next piece to send; `last`: it must name the total. */
export interface NextChunk {
  readonly range: ByteRange;
  readonly last: boolean;
}

/**
 * The next piece to send; null when nothing can be sent yet, or everything was.
 * A piece is cut only when *more* than it is waiting, unless it is the last. So a recording of exactly n chunks keeps
 * one chunk back until it is sealed, and the request that names the total always carries at least one byte.
 */
export function nextChunk(supply: Supply): NextChunk | null {
  const { ackedBytes: start, spooledBytes, sealedBytes, rule, early } = supply;
  const leastBytes = leastPiece(rule, start);
  const chunkBytes = Math.max(supply.chunkBytes, leastBytes);
  const end = sealedBytes ?? spooledBytes;
  const waitingBytes = end - start;
  if (waitingBytes > chunkBytes) return { range: { start, end: start + chunkBytes }, last: false };
  if (sealedBytes !== null) return waitingBytes > 0 ? { range: { start, end }, last: true } : null;
  if (!early || waitingBytes <= leastBytes) return null;
  const units = Math.ceil(waitingBytes / rule.unitBytes) - 1;
  return { range: { start, end: start + units * rule.unitBytes }, last: false };
}
