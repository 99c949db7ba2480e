import type { Elapsed } from '../recording/elapsed.ts';
import { type Message, safeMessage } from '../recording/message.ts';
import type { Link, RecordingSnapshot } from '../recording/snapshot.ts';
import { isLive, isSettled } from '../recording/state.ts';
import type { RecordingRow } from '../spool/catalog.ts';
import { parseSession } from '../upload/session/saved-session.ts';
import { safeText } from '../upload/url/safe-text.ts';
import { targetLabel } from './without-secrets.ts';

/** Values that change too often for the catalog. */
export interface Moving {
  readonly elapsed: Elapsed;
  readonly link: Link;
  /** Bytes that have left this computer, as far as is known. */
  readonly sentBytes: number;
  /** Bytes sent in each of the last 60 seconds, oldest first. */
  readonly sentPerSecond: readonly number[];
  /** Null when all is well. */
  readonly warning: Message | null;
}

/** A catalog row as pages show it: everything but its secrets. */
export function shownRow(row: RecordingRow, moving: Moving): RecordingSnapshot {
  const { elapsed, link, sentBytes, sentPerSecond, warning } = moving;
  const { id, source, title, startedAtMs, state, problem, mimeType, markersMs } = row;
  const { spooledBytes, ackedBytes, sealedBytes } = row;
  return {
    id,
    source,
    title,
    startedAtMs,
    state,
    // Only the document that holds the recorder knows what hasn't reached the engine yet.
    isStopping: false,
    problem,
    warning,
    microphone: null,
    camera: null,
    mimeType,
    elapsed,
    // Only the document that holds the recorder knows this, too.
    stop: null,
    markersMs,
    waitingBytes: 0,
    spooledBytes,
    ackedBytes,
    sentBytes: Math.max(ackedBytes, sentBytes),
    sealedBytes,
    link,
    canTryAgain: canTryAgain(row),
    targetLabel: targetLabel(row),
    protocol: row.protocol,
    sentPerSecond,
  };
}

function canTryAgain({ uploadUrl, target, session: saved }: RecordingRow): boolean {
  const session = parseSession(saved);
  // A cancelled upload has lost its address, and another recording's address is off limits.
  const problem = session?.end?.kind === 'problem' ? session.end.problem.kind : null;
  if (problem === 'cancelled-here' || problem === 'in-use') return false;
  return uploadUrl !== null || session !== null || 'endpointName' in target;
}

/** A recording that isn't open, as pages show it. */
export function shownAtRest(row: RecordingRow): RecordingSnapshot {
  // It isn't live, or the background would say so.
  const state = isLive(row.state) ? 'interrupted' : row.state;
  // An earlier version may have stored secrets in a text.
  const problem = row.problem && safeMessage(row.problem, safeText);
  return shownRow(
    { ...row, state, problem },
    {
      elapsed: { recordedMs: row.recordedMs, runningSinceMs: null },
      link: linkAtRest({ ...row, problem }),
      sentBytes: row.ackedBytes,
      sentPerSecond: [],
      warning: null,
    },
  );
}

function linkAtRest({ state, problem, uploadPaused }: RecordingRow): Link {
  if (state === 'blocked') return { kind: 'blocked', reason: problem ?? { id: 'problem.needsYou' } };
  return uploadPaused && state !== 'unconfirmed' && !isSettled(state) ? { kind: 'paused' } : { kind: 'idle' };
}
