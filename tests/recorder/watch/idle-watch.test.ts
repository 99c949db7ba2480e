import { expect, test } from 'vitest';
import type { Engine, EngineEvents } from '../../../lib/engine/engine-api.ts';
import { Recordings, type RecordingsPorts } from '../../../lib/recorder/recordings.ts';
import type { RecordingSnapshot } from '../../../lib/recording/snapshot.ts';
import { DEFAULT_SETTINGS } from '../../../lib/settings/settings.ts';
import { aRecording } from '../../support/a-recording.ts';

/** The recordings of a document, with time and an engine in the test's hands. */
function rig() {
  let nowMs = 0;
  let waiting: { readonly atMs: number; readonly callback: () => void }[] = [];
  let engineSays: (recording: RecordingSnapshot) => void = () => undefined;
  const idleAtMs: number[] = [];
  const ports = {
    openEngine: async (events: EngineEvents) => {
      engineSays = events.snapshot;
      return { engine: { recover: async () => undefined } as unknown as Engine, close: () => undefined };
    },
    nowMs: () => nowMs,
    clock: { wait: () => new Promise(() => undefined), monotonicMs: () => nowMs },
    later: (delayMs: number, callback: () => void) => void waiting.push({ atMs: nowMs + delayMs, callback }),
    onIdle: () => void idleAtMs.push(nowMs),
  } as unknown as RecordingsPorts;
  const reporter = { changed: () => undefined, log: () => undefined, flush: () => undefined };
  return {
    recordings: new Recordings(ports, reporter),
    engineSays: (recording: RecordingSnapshot) => engineSays(recording),
    idleAtMs,
    advanceTo: (toMs: number) => {
      for (;;) {
        const [next] = waiting.toSorted((a, b) => a.atMs - b.atMs);
        if (next === undefined || next.atMs > toMs) break;
        waiting = waiting.filter((timer) => timer !== next);
        nowMs = next.atMs;
        next.callback();
      }
      nowMs = toMs;
    },
  };
}

test('a document isn’t idle until its last change had time to be reported and saved', async () => {
  const { recordings, engineSays, idleAtMs, advanceTo } = rig();
  await recordings.recover('a', DEFAULT_SETTINGS);
  engineSays(aRecording({ state: 'finishing' }));
  advanceTo(1_900);
  engineSays(aRecording({ state: 'complete' }));
  advanceTo(3_800);
  expect(idleAtMs).toEqual([]);
  advanceTo(6_000);
  expect(idleAtMs[0]).toBeGreaterThanOrEqual(3_900);
});
