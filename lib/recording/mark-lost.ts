import { isAtWork } from './at-work.ts';
import type { RecordingSnapshot, Snapshot } from './snapshot.ts';

const LOST_SENTENCE = 'The recorder stopped unexpectedly. What was recorded until then is kept.';

/**
 * What the pages are shown when nobody works on the recordings any more: the document that did is gone.
 * What was at work is `interrupted` until it is taken up, or `failed` when nothing of it was on disk. Never a phantom.
 */
export function markLost({ current, others }: Snapshot): Snapshot {
  return { current: current === null ? null : lost(current), others: others.map(lost) };
}

function lost(recording: RecordingSnapshot): RecordingSnapshot {
  if (!isAtWork(recording)) return recording;
  return {
    ...recording,
    state: recording.spooledBytes > 0 ? 'interrupted' : 'failed',
    problem: recording.sealedBytes === null ? LOST_SENTENCE : recording.problem,
    elapsed: { ...recording.elapsed, runningSinceMs: null },
    link: { kind: 'idle' },
  };
}
