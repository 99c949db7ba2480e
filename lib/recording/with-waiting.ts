import { allOf } from './at-work.ts';
import type { RecordingSnapshot, Snapshot } from './snapshot.ts';

/** The Snapshot with recordings that wait for the person, as the catalog has them; what it shows already stays. */
export function withWaiting(snapshot: Snapshot, waiting: readonly RecordingSnapshot[]): Snapshot {
  const shown = new Set(allOf(snapshot).map(({ id }) => id));
  const others = [...snapshot.others, ...waiting.filter(({ id }) => !shown.has(id))];
  return { ...snapshot, others: others.toSorted((a, b) => b.startedAtMs - a.startedAtMs) };
}
