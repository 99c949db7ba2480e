import { md5 } from '@noble/hashes/legacy.js';
import { base64 } from '../../base/base64.ts';
import { crc32c, crc32cInBase64 } from '../../base/crc32c.ts';
import type { Digest } from '../../upload/protocols/protocol.ts';
import type { Problem } from '../../upload/session/problem.ts';

const PIECE_BYTES = 4 * 1024 * 1024;

/** A whole recording to read from: what is used here of the spool. */
export interface WholeRecording {
  readonly committedBytes: number;
  read(start: number, into: Uint8Array<ArrayBuffer>): void;
}

/** What came of comparing: nothing to compare with, the same, or not. */
export type Verdict =
  | { readonly kind: 'not-compared' }
  | { readonly kind: 'agrees'; readonly algorithm: Digest['algorithm'] }
  | { readonly kind: 'differs'; readonly problem: Problem };

/**
 * Compares what the server computed of what it stored with the recording. One digest is enough: CRC32C where there is
 * one, because it is known already; MD5 else, for which the whole file is read.
 *
 * @param written the CRC32C of the recording as it was written; null after a crash, when it is computed from the file.
 * @throws the signal's reason when it is aborted: nobody waits for gigabytes to be read.
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

/** Whether it has the length of what it calls itself: a header that makes no sense must not condemn an upload. */
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

/** The recording piece by piece, in one buffer. Others have their turn in between: a long one takes seconds. */
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
