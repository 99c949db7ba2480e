import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { MIB } from '../../lib/base/byte-units.ts';

const PIECE_BYTES = MIB;

/** Bytes that look like a recording to every layer below: no two pieces are the same, and none can be compressed. */
export function* pieces(totalBytes: number): Generator<Buffer> {
  const noise = Buffer.alloc(PIECE_BYTES);
  const words = new Uint32Array(noise.buffer);
  // xorshift32, https://www.jstatsoft.org/article/view/v008i14
  let word = 2_463_534_242;
  for (let index = 0; index < words.length; index += 1) {
    word ^= word << 13;
    word ^= word >>> 17;
    word ^= word << 5;
    words[index] = word;
  }
  for (let at = 0; at < totalBytes; at += PIECE_BYTES) {
    const piece = Buffer.from(noise.subarray(0, Math.min(PIECE_BYTES, totalBytes - at)));
    if (piece.length >= 8) piece.writeDoubleBE(at, 0);
    yield piece;
  }
}

/** The SHA-256 of this many bytes of it, in hexadecimal. */
export function contentSha256(totalBytes: number): string {
  const hash = createHash('sha256');
  for (const piece of pieces(totalBytes)) hash.update(piece);
  return hash.digest('hex');
}

/** Answers with this many bytes of it. */
export async function answerContent(response: ServerResponse, totalBytes: number): Promise<void> {
  response.writeHead(200, { 'content-length': totalBytes, 'access-control-allow-origin': '*' });
  for (const piece of pieces(totalBytes)) {
    if (!response.write(piece)) await new Promise((resolve) => response.once('drain', resolve));
  }
  response.end();
}
