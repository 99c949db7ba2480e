import { CHUNK_UNIT_BYTES } from '../../base/byte-units.ts';

/** How a protocol wants a recording cut into pieces. The last piece may have any size. */
export interface ChunkRule {
  /** Every piece but the last is a multiple of this, in bytes. */
  readonly unitBytes: number;
  /** And at least this large, in bytes. */
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

/** Rounded down to whole units, and no smaller than allowed. */
export function pieceWithin(rule: ChunkRule, bytes: number): number {
  return Math.max(rule.minBytes, Math.floor(bytes / rule.unitBytes) * rule.unitBytes);
}

/**
 * The smallest allowed size of the piece at `startBytes`, in whole units. If the number of pieces is limited, they grow
 * with the recording, whose length is unknown: a piece is at least four times an equal share of what was sent. With
 * 10,000 pieces of 8 MiB that is enough for 400 GB.
 */
export function leastPiece({ unitBytes, minBytes, maxParts }: ChunkRule, startBytes: number): number {
  if (maxParts === null) return minBytes;
  return Math.max(minBytes, Math.ceil((4 * startBytes) / maxParts / unitBytes) * unitBytes);
}
