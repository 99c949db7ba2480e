import { idsIn, safeMessage } from './message.ts';
import { allRecordings, isAtWork, type RecordingSnapshot, type Snapshot } from './snapshot.ts';
import { awaitsPerson, isSettled } from './state.ts';

/**
 * What pages show after the recorder reports `reported`, when they showed `shown` before. The recorder knows everything
 * it has open. Only the background remembers what the recorder has closed, what waits for you and what is still to be
 * resumed. A running recording that is no longer reported is dropped.
 */
export function mergeReport(shown: Snapshot, reported: Snapshot): Snapshot {
  const open = allRecordings(reported);
  const isOpen = ({ id }: RecordingSnapshot) => open.some((recording) => recording.id === id);
  const current = reported.current ?? currentAmong(open, shown.current);
  const waiting = allRecordings(shown).filter((recording) => isWaiting(recording) && !isOpen(recording));
  const others = [...open, ...waiting].filter(
    ({ id, state }) => id !== current?.id && !isSettled(state) && state !== 'unconfirmed',
  );
  return { current, others: newestFirst(others) };
}

/** The latest recording stays current while the recorder only uploads others. */
function currentAmong(open: readonly RecordingSnapshot[], last: RecordingSnapshot | null): RecordingSnapshot | null {
  if (last === null) return null;
  return open.find(({ id }) => id === last.id) ?? (isWaiting(last) || isSettled(last.state) ? last : null);
}

/** Waits for you or to be resumed, so nothing needs to have it open. */
function isWaiting({ state }: RecordingSnapshot): boolean {
  return awaitsPerson(state) || state === 'interrupted';
}

/** Adds recordings from the catalog that wait for you. Those already shown don't change. */
export function withWaiting(snapshot: Snapshot, waiting: readonly RecordingSnapshot[]): Snapshot {
  const shown = new Set(allRecordings(snapshot).map(({ id }) => id));
  const others = [...snapshot.others, ...waiting.filter(({ id }) => !shown.has(id))];
  return { ...snapshot, others: newestFirst(others) };
}

/** The Snapshot without a deleted recording. */
export function withoutRecording({ current, others }: Snapshot, id: string): Snapshot {
  return { current: current?.id === id ? null : current, others: others.filter((other) => other.id !== id) };
}

/**
 * What pages show when the recorder is gone. What was running is `interrupted` until it is resumed, or `failed` when
 * none of it was on disk. Pages never show a recording as live when it isn't.
 */
export function markLost({ current, others }: Snapshot): Snapshot {
  return { current: current === null ? null : lost(current), others: others.map(lost) };
}

function lost(recording: RecordingSnapshot): RecordingSnapshot {
  if (!isAtWork(recording)) return recording;
  return {
    ...recording,
    state: recording.spooledBytes > 0 ? 'interrupted' : 'failed',
    problem: recording.sealedBytes === null ? { id: 'recorder.lost' } : recording.problem,
    elapsed: { ...recording.elapsed, runningSinceMs: null },
    camera: null,
    link: { kind: 'idle' },
  };
}

/** The Snapshot with every text in its messages passed through `redact`. */
export function redactSnapshot({ current, others }: Snapshot, redact: (text: string) => string): Snapshot {
  const safe = (recording: RecordingSnapshot): RecordingSnapshot => {
    const { problem, warning, link } = recording;
    return {
      ...recording,
      problem: problem === null ? null : safeMessage(problem, redact),
      warning: warning === null ? null : safeMessage(warning, redact),
      link: 'reason' in link ? { ...link, reason: safeMessage(link.reason, redact) } : link,
    };
  };
  return { current: current === null ? null : safe(current), others: others.map(safe) };
}

/** Whether a recording in `next` has become complete since `last`: there may be files to remove. */
export function hasNewlyComplete(last: Snapshot, next: Snapshot): boolean {
  const wasComplete = new Set(completeIn(last));
  return completeIn(next).some((id) => !wasComplete.has(id));
}

function completeIn(snapshot: Snapshot): readonly string[] {
  return allRecordings(snapshot).flatMap(({ id, state }) => (state === 'complete' ? [id] : []));
}

/** The part of a recording whose changes are reported at once: everything but growing numbers. */
export function urgentKey(recording: RecordingSnapshot): string {
  const { id, state, isStopping, problem, warning, link, sealedBytes, mimeType, microphone, camera, markersMs, stop } =
    recording;
  // Between two chunks there is nothing to send for a while, which is fine.
  const going = link.kind === 'idle' ? 'sending' : link.kind;
  const devices = `${microphone?.isMuted} ${microphone?.name} ${JSON.stringify(camera)}`;
  const settled = `${sealedBytes} ${mimeType} ${markersMs.length} ${stop === null}`;
  return `${id} ${state} ${isStopping} ${going} ${settled} ${devices} ${idsIn(problem)} ${idsIn(warning)}`;
}

function newestFirst(recordings: readonly RecordingSnapshot[]): readonly RecordingSnapshot[] {
  return recordings.toSorted((a, b) => b.startedAtMs - a.startedAtMs);
}
