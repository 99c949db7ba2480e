import type { RecordingSnapshot } from '../../lib/recording/snapshot.ts';

/** A tab's recording, 100 s long at the time 101,000, of which three quarters are uploaded; with what a test changes. */
export function recordingWith(changes: Partial<RecordingSnapshot> = {}): RecordingSnapshot {
  return {
    id: 'b6f1c2c4-9a77-4a52-8f0c-0d8e8b0a1f11',
    source: 'tab',
    title: 'A page',
    startedAtMs: 1_000,
    state: 'recording',
    problem: null,
    warning: null,
    mimeType: 'video/webm',
    elapsed: { recordedMs: 0, runningSinceMs: 1_000 },
    spooledBytes: 1_000,
    ackedBytes: 750,
    sentBytes: 800,
    sealedBytes: null,
    link: { kind: 'sending' },
    targetLabel: 'https://h.example/…/a',
    protocol: 'content-range',
    sentPerSecond: [],
    ...changes,
  };
}
