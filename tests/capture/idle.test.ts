import { expect, test } from 'vitest';
import { Recordings, type RecordingsPorts } from '../../entrypoints/offscreen/recordings.ts';
import { createReporter } from '../../entrypoints/offscreen/reporter.ts';
import { SnapshotBoard } from '../../entrypoints/offscreen/snapshot-board.ts';
import type { Engine, EngineEvents } from '../../lib/engine/engine-api.ts';
import type { RecordingSnapshot } from '../../lib/recording/snapshot.ts';
import { DEFAULT_SETTINGS } from '../../lib/settings/settings.ts';
import { aRecording } from '../relay/a-recording.ts';

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
    later: (delayMs: number, callback: () => void) => void waiting.push({ atMs: nowMs + delayMs, callback }),
    onIdle: () => void idleAtMs.push(nowMs),
  } as unknown as RecordingsPorts;
  const reporter = { changed: () => undefined, log: () => undefined, flush: () => undefined };
  return {
    recordings: new Recordings(ports, new SnapshotBoard(), reporter),
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

test('a document is not idle before its last change has had time to be told and written down', async () => {
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

test('what is yet to be told is told at once when there may be no later', () => {
  const told: string[] = [];
  let state: RecordingSnapshot['state'] = 'finishing';
  const reporter = createReporter(() => ({ current: aRecording({ state }), others: [] }), {
    sendSnapshot: async ({ current }) => told.push(`snapshot ${current?.state}`),
    sendLog: async (entries) => told.push(...entries.map(({ text }) => `log ${text}`)),
    // Time stands still.
    pacer: { now: () => 0, later: () => undefined },
  });
  const entry = (text: string) => ({ atMs: 0, level: 'info', text, recordingId: 'a' }) as const;
  reporter.changed();
  reporter.log([entry('first')]);
  state = 'complete';
  reporter.changed();
  reporter.log([entry('last')]);
  expect(told).toEqual(['snapshot finishing', 'log first']);
  reporter.flush();
  expect(told).toEqual(['snapshot finishing', 'log first', 'snapshot complete', 'log last']);
});
