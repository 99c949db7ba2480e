import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { fileAddress } from '../recording/file-address.ts';
import { awaitsPerson, isSettled } from '../recording/state.ts';
import type { RecordingRow } from './row.ts';

type UrlRow = Pick<RecordingRow, 'id' | 'state' | 'uploadUrl' | 'usedUrl'>;

/** The SHA-256 (hex) of what an upload URL stands for, see `fileAddress`: enough to recognize it, useless for sending. */
export function urlDigest(uploadUrl: string): string {
  return bytesToHex(sha256(utf8ToBytes(fileAddress(uploadUrl))));
}

/**
 * Whether another recording was sent to this URL, as far as these rows show. At most signed URLs nothing can be looked
 * up, and a second recording would silently replace the first.
 */
export function wasUsed(rows: readonly UrlRow[], uploadUrl: string, ownId: string | null): boolean {
  const digest = urlDigest(uploadUrl);
  return rows.some(
    (row) =>
      row.id !== ownId && (row.usedUrl === digest || (row.state === 'unconfirmed' && leadsThere(row, uploadUrl))),
  );
}

/**
 * Whether the URL is another recording's: it was sent there, or stopped on its way there and can be tried again, be it days
 * later. One on its way holds the URL's lock, or waits for it; but only of the same URL, not of another one for the same file.
 */
export function isTaken(rows: readonly UrlRow[], uploadUrl: string, ownId: string | null): boolean {
  const isMeant = (row: UrlRow) =>
    row.uploadUrl === uploadUrl ? awaitsPerson(row.state) : leadsThere(row, uploadUrl) && !isSettled(row.state);
  return wasUsed(rows, uploadUrl, ownId) || rows.some((row) => row.id !== ownId && isMeant(row));
}

function leadsThere(row: UrlRow, uploadUrl: string): boolean {
  return row.uploadUrl !== null && fileAddress(row.uploadUrl) === fileAddress(uploadUrl);
}

/**
 * The recordings whose files may not be replaced at the server, even if you want to: they are still to be sent. Of those that were
 * sent, `afterMs` keeps the ones that began later than that.
 */
export function notReplaceable<Used extends UrlRow & Pick<RecordingRow, 'startedAtMs'>>(
  rows: readonly Used[],
  afterMs = Number.POSITIVE_INFINITY,
): readonly Used[] {
  return rows.filter(({ usedUrl, startedAtMs }) => usedUrl === null || startedAtMs > afterMs);
}
