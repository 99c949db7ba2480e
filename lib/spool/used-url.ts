import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { RecordingRow } from './row.ts';

/** The SHA-256 (hex) of a complete recording's upload URL: enough to recognize the URL, useless for sending. */
export function urlDigest(uploadUrl: string): string {
  return bytesToHex(sha256(utf8ToBytes(uploadUrl)));
}

/**
 * Whether another recording was sent to this URL, as far as these rows show. At most signed URLs nothing can be looked
 * up, and a second recording would silently replace the first.
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
