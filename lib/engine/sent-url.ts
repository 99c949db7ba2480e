import type { RecordingRow } from '../spool/row.ts';
import { urlDigest } from '../spool/used-url.ts';
import { parseSession } from '../upload/session/saved-session.ts';
import type { Session } from '../upload/session/session.ts';

/**
 * The digest of the URL that bytes of this recording were sent to, see `urlDigest`. Null when none were, or every request was refused,
 * and for an endpoint, which gives each upload an address of its own.
 */
export function sentUrlDigest({
  uploadUrl,
  session,
  usedUrl,
}: Pick<RecordingRow, 'uploadUrl' | 'session' | 'usedUrl'>): string | null {
  const saved = parseSession(session);
  const isSent = saved !== null && saved.endpoint === null && saved.sentBytes > 0;
  return isSent && !isRefusedWhole(saved) && uploadUrl !== null ? urlDigest(uploadUrl) : usedUrl;
}

/** Whether a whole file was refused, with an answer to each request. Of one in pieces, some may be there. */
function isRefusedWhole({ whole, end, totalTaken }: Session): boolean {
  return whole && end?.kind === 'problem' && !totalTaken;
}
