import { md5 } from '@noble/hashes/legacy.js';
import { base64 } from '../../base/base64.ts';
import { crc32c, crc32cInBase64 } from '../../base/crc32c.ts';
import type { Digest } from '../../upload/protocols/protocol.ts';
import type { Problem } from '../../upload/session/problem.ts';

const PIECE_BYTES = 4 * 1024 * 1024;

/** A whole recording to read from: the part of the spool that is used. */
export interface WholeRecording {
  readonly committedBytes: number;
  read(start: number, into: Uint8Array<ArrayBuffer>): void;
}

/** The result of comparing: nothing to compare, the same, or different. */
export type Verdict =
  | { readonly kind: 'not-compared' }
  | { readonly kind: 'agrees'; readonly algorithm: Digest['algorithm'] }
  | { readonly kind: 'differs'; readonly problem: Problem };

/**
 * Compares the server's digests of what it stored with the recording. One is enough: CRC32C if present, because ours is
 * already known; otherwise MD5, for which the whole file is read.
 *
 * @param written the CRC32C of the recording as it was written; null after a crash: then it is computed from the file.
 * @throws the signal's reason when it is aborted, without reading on.
 */
export async function verifyDigests(
  digests: readonly Digest[],
  written: number | null,
  recording: WholeRecording,
  signal: AbortSignal,
): Promise<Verdict> {
  const usable = digests.filter(isWhole);
  const digest = usable.find(({ algorithm }) => algorithm === 'crc32c') ?? usable[0];
  if (digest === undefined) return { kind: 'not-compared' };
  const { algorithm } = digest;
  const ours =
    algorithm === 'crc32c'
      ? crc32cInBase64(written ?? (await crc32cOf(recording, signal)))
      : await md5InBase64(recording, signal);
  if (ours === digest.base64) return { kind: 'agrees', algorithm };
  if (digest.isHint) return { kind: 'not-compared' };
  return { kind: 'differs', problem: { kind: 'checksum-mismatch', algorithm: algorithm === 'md5' ? 'MD5' : 'CRC32C' } };
}

/** Whether it has the right length: a malformed header must not fail an upload. */
function isWhole({ algorithm, base64: text }: Digest): boolean {
  return algorithm === 'crc32c' ? /^[\w+/]{6}==$/.test(text) : /^[\w+/]{22}==$/.test(text);
}

async function crc32cOf(recording: WholeRecording, signal: AbortSignal): Promise<number> {
  let crc = 0;
  for await (const piece of piecesOf(recording, signal)) crc = crc32c(piece, crc);
  return crc;
}

async function md5InBase64(recording: WholeRecording, signal: AbortSignal): Promise<string> {
  const hash = md5.create();
  for await (const piece of piecesOf(recording, signal)) hash.update(piece);
  return base64(hash.digest());
}

/**
 * Reads the recording piece by piece into one buffer, pausing in between so that other work can run: a long recording
 * takes seconds.
 */
async function* piecesOf(recording: WholeRecording, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const buffer = new Uint8Array(PIECE_BYTES);
  const totalBytes = recording.committedBytes;
  for (let start = 0; start < totalBytes; start += PIECE_BYTES) {
    signal.throwIfAborted();
    const piece = buffer.subarray(0, Math.min(PIECE_BYTES, totalBytes - start));
    recording.read(start, piece);
    yield piece;
    await new Promise((resolve) => setTimeout(resolve));
  }
}
