import type { Snapshot } from './snapshot.ts';

/** The Snapshot without a recording that was deleted. */
export function withoutRecording({ current, others }: Snapshot, id: string): Snapshot {
  return { current: current?.id === id ? null : current, others: others.filter((other) => other.id !== id) };
}
