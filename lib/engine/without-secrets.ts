import { safeMessage } from '../recording/message.ts';
import { isSettled } from '../recording/state.ts';
import type { RecordingRow } from '../spool/catalog.ts';
import { urlDigest } from '../spool/used-url.ts';
import { safeText } from '../upload/url/safe-text.ts';
import { describeUrl } from '../upload/url/upload-url.ts';

/** What changes about the row of a recording that is sent nowhere any more: where it went may be known, no more. */
export function withoutSecrets(row: RecordingRow): Pick<RecordingRow, 'target' | 'uploadUrl' | 'session'> {
  return { target: { unknown: true }, uploadUrl: targetLabel(row), session: null };
}

/** A row as it may be kept: no message holds a secret, and one that is over not what it took to send it either. */
export function settledWithoutSecrets<Kept extends RecordingRow>(row: Kept): Kept {
  const safe = { ...row, problem: row.problem && safeMessage(row.problem, safeText) };
  return isSettled(row.state) ? { ...safe, ...withoutSecrets(row), usedUrl: usedUrlOf(row) } : safe;
}

/** Where the URL has been forgotten, only its label is left in its place. */
function usedUrlOf({ state, target, uploadUrl, usedUrl }: RecordingRow): string | null {
  const isKnown = state === 'complete' && uploadUrl !== null && !('unknown' in target);
  return isKnown ? urlDigest(uploadUrl) : usedUrl;
}

/** Where a recording goes, safe to show: the server that takes its bytes, as soon as that is known. */
export function targetLabel({ session, uploadUrl, target }: RecordingRow): string | null {
  const goal = sessionUrl(session) ?? uploadUrl ?? ('endpointName' in target ? target.endpointName : null);
  return goal === null ? null : describeUrl(goal);
}

/** A server may have created the upload elsewhere than where it was asked. */
function sessionUrl(session: unknown): string | null {
  if (typeof session !== 'object' || session === null || !('url' in session)) return null;
  return typeof session.url === 'string' ? session.url : null;
}
