import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { awaitsPerson } from '../recording/state.ts';
import type { RecordingRow } from './row.ts';

type UrlRow = Pick<RecordingRow, 'id' | 'state' | 'uploadUrl' | 'usedUrl'>;

/** The SHA-256 (hex) of a complete recording's upload URL: enough to recognize the URL, useless for sending. */
export function urlDigest(uploadUrl: string): string {
  return bytesToHex(sha256(utf8ToBytes(uploadUrl)));
}

/**
 * Whether another recording was sent to this URL, as far as these rows show. At most signed URLs nothing can be looked
 * up, and a second recording would silently replace the first.
 */
export function wasUsed(rows: readonly UrlRow[], uploadUrl: string, ownId: string | null): boolean {
  const digest = urlDigest(uploadUrl);
  return rows.some(
    (row) =>
      row.id !== ownId && (row.usedUrl === digest || (row.state === 'unconfirmed' && row.uploadUrl === uploadUrl)),
  );
}

/**
 * Whether the URL is another recording's: it was sent there, or stopped on its way there and can be tried again, be it days
 * later. One on its way holds the URL's lock, or waits for it.
 */
export function isTaken(rows: readonly UrlRow[], uploadUrl: string, ownId: string | null): boolean {
  const hasStopped = (row: UrlRow) => row.id !== ownId && row.uploadUrl === uploadUrl && awaitsPerson(row.state);
  return wasUsed(rows, uploadUrl, ownId) || rows.some(hasStopped);
}
