import type { RecordingSnapshot } from '../../lib/recording/snapshot.ts';
import { aRecording } from './a-recording.ts';

/** A tab recording, 100 s long at the time 101,000 and three quarters uploaded, with the test's changes. */
export function recordingWith(changes: Partial<RecordingSnapshot> = {}): RecordingSnapshot {
  return aRecording({
    id: 'b6f1c2c4-9a77-4a52-8f0c-0d8e8b0a1f11',
    ackedBytes: 750,
    sentBytes: 800,
    link: { kind: 'sending' },
    canTryAgain: true,
    targetLabel: 'https://h.example/…/a',
    ...changes,
  });
}
