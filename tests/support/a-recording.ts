import type { RecordingSnapshot } from '../../lib/recording/snapshot.ts';

/** A recording in progress, except where the test overrides it. */
export function aRecording(changes: Partial<RecordingSnapshot> = {}): RecordingSnapshot {
  return {
    id: 'a',
    source: 'tab',
    title: 'A page',
    startedAtMs: 1_000,
    state: 'recording',
    isStopping: false,
    problem: null,
    warning: null,
    microphone: null,
    camera: null,
    mimeType: 'video/webm',
    elapsed: { recordedMs: 0, runningSinceMs: 1_000 },
    stop: null,
    markersMs: [],
    waitingBytes: 0,
    spooledBytes: 1_000,
    ackedBytes: 0,
    sentBytes: 0,
    sealedBytes: null,
    link: { kind: 'idle' },
    canTryAgain: true,
    targetLabel: null,
    protocol: 'content-range',
    sentPerSecond: [],
    ...changes,
  };
}
