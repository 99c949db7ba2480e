import { allOf } from './at-work.ts';
import type { Snapshot } from './snapshot.ts';

/** Whether a recording is complete in `next` that was not in `last`: there may be something to tidy up. */
export function hasNewlyComplete(last: Snapshot, next: Snapshot): boolean {
  const wasComplete = new Set(completeIn(last));
  return completeIn(next).some((id) => !wasComplete.has(id));
}

function completeIn(snapshot: Snapshot): readonly string[] {
  return allOf(snapshot).flatMap(({ id, state }) => (state === 'complete' ? [id] : []));
}
