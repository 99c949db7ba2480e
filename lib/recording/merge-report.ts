import { allOf } from './at-work.ts';
import type { RecordingSnapshot, Snapshot } from './snapshot.ts';
import { awaitsPerson, isSettled } from './state.ts';

/**
 * What the pages are shown when the offscreen document reports `reported`, and `shown` was shown before.
 * The document knows all that it has open; what it closed as done, what waits for the person and what is yet to be taken
 * up, only we remember. What was at work and is not reported any more is forgotten: nobody works on it.
 */
export function mergeReport(shown: Snapshot, reported: Snapshot): Snapshot {
  const open = allOf(reported);
  const isOpen = ({ id }: RecordingSnapshot) => open.some((recording) => recording.id === id);
  const current = reported.current ?? currentAmong(open, shown.current);
  const waiting = allOf(shown).filter((recording) => isWaiting(recording) && !isOpen(recording));
  const others = [...open, ...waiting].filter(
    ({ id, state }) => id !== current?.id && !isSettled(state) && state !== 'unconfirmed',
  );
  return { current, others: others.toSorted((a, b) => b.startedAtMs - a.startedAtMs) };
}

/** The recording made last stays the current one while the document has only uploads of others, or itself again. */
function currentAmong(open: readonly RecordingSnapshot[], last: RecordingSnapshot | null): RecordingSnapshot | null {
  if (last === null) return null;
  return open.find(({ id }) => id === last.id) ?? (isWaiting(last) || isSettled(last.state) ? last : null);
}

/** Waits for the person, or for somebody to take it up: nobody need have it open. */
function isWaiting({ state }: RecordingSnapshot): boolean {
  return awaitsPerson(state) || state === 'interrupted';
}
