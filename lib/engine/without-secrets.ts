import { safeMessage } from '../recording/message.ts';
import { isSettled } from '../recording/state.ts';
import type { RecordingRow } from '../spool/catalog.ts';
import { urlDigest } from '../spool/used-url.ts';
import { parseSession } from '../upload/session/saved-session.ts';
import { safeText } from '../upload/url/safe-text.ts';
import { describeUrl } from '../upload/url/upload-url.ts';

/** What changes in the row of a recording that is no longer sent: only a label of its target stays. */
export function withoutSecrets(row: RecordingRow): Pick<RecordingRow, 'target' | 'uploadUrl' | 'session'> {
  return { target: { unknown: true }, uploadUrl: targetLabel(row), session: null };
}

/** A row as it may be stored: no message holds a secret, and a settled recording has nothing to send with. */
export function settledWithoutSecrets<Kept extends RecordingRow>(row: Kept): Kept {
  const safe = {
    ...row,
    ending: row.ending && safeMessage(row.ending, safeText),
    problem: row.problem && safeMessage(row.problem, safeText),
  };
  return isSettled(row.state) ? { ...safe, ...withoutSecrets(row), usedUrl: usedUrlOf(row) } : safe;
}

/** When the URL is gone, only its label is left. An endpoint takes any number of recordings. */
function usedUrlOf({ state, target, uploadUrl, usedUrl, session }: RecordingRow): string | null {
  const isKnown = state === 'complete' && uploadUrl !== null && !('unknown' in target);
  const isEndpoint = (parseSession(session)?.endpoint ?? null) !== null;
  return isKnown && !isEndpoint ? urlDigest(uploadUrl) : usedUrl;
}

/** Where a recording goes, safe to show: the server that takes its bytes, once that is known. */
export function targetLabel({ session, uploadUrl, target }: RecordingRow): string | null {
  const goal = sessionUrl(session) ?? uploadUrl ?? ('endpointName' in target ? target.endpointName : null);
  return goal === null ? null : describeUrl(goal);
}

/** A server may create the upload at another address than it was asked at. */
function sessionUrl(session: unknown): string | null {
  if (typeof session !== 'object' || session === null || !('url' in session)) return null;
  return typeof session.url === 'string' ? session.url : null;
}
