import type { Snapshot } from './snapshot.ts';

/** The ids of the recordings whose upload waits for its next try. */
export function waitingUploads({ current, others }: Snapshot): readonly string[] {
  const recordings = current === null ? others : [current, ...others];
  return recordings.filter(({ link }) => link.kind === 'retrying' || link.kind === 'stalled').map(({ id }) => id);
}
