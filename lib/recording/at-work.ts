import type { RecordingSnapshot, Snapshot } from './snapshot.ts';
import { awaitsPerson, isSettled } from './state.ts';

/** Whether the recording is being made or uploaded, so that somebody must be working on it. */
export function isAtWork({ state }: Pick<RecordingSnapshot, 'state'>): boolean {
  return !isSettled(state) && !awaitsPerson(state);
}

/** Whether anything is being made or uploaded, so that there must be an offscreen document. */
export function anyAtWork(snapshot: Snapshot): boolean {
  return allOf(snapshot).some(isAtWork);
}

/** The current recording, if there is one, and the others. */
export function allOf({ current, others }: Snapshot): readonly RecordingSnapshot[] {
  return current === null ? others : [current, ...others];
}
