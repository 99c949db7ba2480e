import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { MIB } from '../../lib/base/byte-units.ts';
import type { Inspector } from '../browser/inspector.ts';

const PIECE_BYTES = 64 * MIB;

/**
 * Compares what's on disk with what was received by the SHA-256 of each 64 MiB piece.
 * @returns where the first differing piece begins; null when all are the same, to the last byte.
 */
export async function findDifference(inspector: Inspector, recordingId: string, path: string): Promise<number | null> {
  const receivedBytes = (await stat(path)).size;
  for (let start = 0; ; start += PIECE_BYTES) {
    const kept = await inspector.hashSpoolPiece(recordingId, start, PIECE_BYTES);
    const received = start < receivedBytes ? await hashPiece(path, start) : null;
    if (kept !== received) return start;
    if (kept === null) return null;
  }
}

async function hashPiece(path: string, start: number): Promise<string> {
  const hash = createHash('sha256');
  const piece: AsyncIterable<Buffer> = createReadStream(path, { start, end: start + PIECE_BYTES - 1 });
  for await (const part of piece) hash.update(part);
  return hash.digest('hex');
}
