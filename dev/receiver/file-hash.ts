import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

const CRC32C_REFLECTED_POLYNOMIAL = 0x82f63b78;

/** The hash of the file's first `bytes` bytes, read in pieces. */
export async function hashFile(
  path: string,
  bytes: number,
  algorithm: 'sha256' | 'md5',
  encoding: 'hex' | 'base64',
): Promise<string> {
  const hash = createHash(algorithm);
  for await (const piece of readFirst(path, bytes)) hash.update(piece);
  return hash.digest(encoding);
}

/** The CRC32C of the file's first `bytes` bytes, as Google Cloud Storage writes it: big-endian, in base64. */
export async function crc32cOfFile(path: string, bytes: number): Promise<string> {
  const table = crc32cTable();
  let crc = 0xffffffff;
  for await (const piece of readFirst(path, bytes)) {
    for (const byte of piece) crc = (crc >>> 8) ^ (table[(crc ^ byte) & 0xff] ?? 0);
  }
  const digest = Buffer.alloc(4);
  digest.writeUInt32BE((crc ^ 0xffffffff) >>> 0);
  return digest.toString('base64');
}

async function* readFirst(path: string, bytes: number): AsyncGenerator<Buffer> {
  if (bytes === 0) return;
  yield* createReadStream(path, { end: bytes - 1 }) as AsyncIterable<Buffer>;
}

function crc32cTable(): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    let value = byte;
    for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ CRC32C_REFLECTED_POLYNOMIAL : value >>> 1;
    return value;
  });
}
