import type { RecordingRow } from '../spool/row.ts';
import { urlDigest } from '../spool/used-url.ts';
import { parseSession } from '../upload/session/saved-session.ts';

/**
 * The digest of the URL that bytes of this recording were sent to, see `urlDigest`. Null when none were, and for an endpoint, which
 * gives each upload an address of its own.
 */
export function sentUrlDigest({
  uploadUrl,
  session,
  usedUrl,
}: Pick<RecordingRow, 'uploadUrl' | 'session' | 'usedUrl'>): string | null {
  const saved = parseSession(session);
  const isSent = saved !== null && saved.endpoint === null && saved.sentBytes > 0;
  return isSent && uploadUrl !== null ? urlDigest(uploadUrl) : usedUrl;
}
