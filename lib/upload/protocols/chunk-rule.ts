import { CHUNK_UNIT_BYTES } from '../../base/byte-units.ts';

/** How a protocol wants a recording cut. The last piece may be of any size. */
export interface ChunkRule {
  /** A piece that is not the last is a multiple of this, in bytes. */
  readonly unitBytes: number;
  /** And no smaller than this, in bytes. */
  readonly minBytes: number;
  /** The most pieces that a file may have; null: no limit. */
  readonly maxParts: number | null;
}

/** Pieces of 256 KiB or multiples of that, as many as it takes. */
export const UNITS_OF_256_KIB: ChunkRule = {
  unitBytes: CHUNK_UNIT_BYTES,
  minBytes: CHUNK_UNIT_BYTES,
  maxParts: null,
};

/** Down to whole units, and no smaller than allowed. */
export function pieceWithin(rule: ChunkRule, bytes: number): number {
  return Math.max(rule.minBytes, Math.floor(bytes / rule.unitBytes) * rule.unitBytes);
}

/**
 * The least that the piece at `startBytes` must be, in whole units. Where the number of pieces is limited they grow with the
 * recording, whose length nobody knows: a piece is at least four of the shares that what was sent would have of them. At 10,000
 * pieces of 8 MiB that is enough for 400 GB.
 */
export function leastPiece({ unitBytes, minBytes, maxParts }: ChunkRule, startBytes: number): number {
  if (maxParts === null) return minBytes;
  return Math.max(minBytes, Math.ceil((4 * startBytes) / maxParts / unitBytes) * unitBytes);
}
