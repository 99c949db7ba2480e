import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { RecordingRow } from './row.ts';

/**
 * What is kept of the upload URL of a recording that is complete, its SHA-256 in hex: enough to know the URL again, and
 * nothing to send with.
 */
export function urlDigest(uploadUrl: string): string {
  return bytesToHex(sha256(utf8ToBytes(uploadUrl)));
}

/**
 * Whether another recording was sent to this URL, as far as these rows tell. Where nobody may look at what is there, as with
 * most signed URLs, a second recording would replace the first one at the server, and nothing would say so.
 */
export function wasUsed(
  rows: readonly Pick<RecordingRow, 'id' | 'state' | 'uploadUrl' | 'usedUrl'>[],
  uploadUrl: string,
  ownId: string | null,
): boolean {
  const digest = urlDigest(uploadUrl);
  return rows.some(
    (row) =>
      row.id !== ownId && (row.usedUrl === digest || (row.state === 'unconfirmed' && row.uploadUrl === uploadUrl)),
  );
}
