import { expect, test } from 'vitest';
import { EngineClosedError, openGuarded } from '../../entrypoints/offscreen/guarded-engine.ts';
import { Recordings, type RecordingsPorts } from '../../entrypoints/offscreen/recordings.ts';
import { SnapshotBoard } from '../../entrypoints/offscreen/snapshot-board.ts';
import type { Engine, EngineEvents } from '../../lib/engine/engine-api.ts';
import { DEFAULT_SETTINGS } from '../../lib/settings/settings.ts';
import { aRecording } from '../relay/a-recording.ts';

const QUIET: EngineEvents = { snapshot: () => undefined, log: () => undefined };

function never(): Promise<never> {
  return new Promise(() => undefined);
}

test('an engine that is closed answers no more, and nobody waits for it', async () => {
  const client = { engine: { recover: never } as unknown as Engine, close: () => undefined };
  const engine = await openGuarded(
    async () => client,
    QUIET,
    () => undefined,
  );
  const asked = engine.call((to) => to.recover('a', DEFAULT_SETTINGS));
  engine.close();
  await expect(asked).rejects.toThrow(EngineClosedError);
});

test('what closes an engine that has nothing more to do leaves alone the one that took its place', async () => {
  const closed: number[] = [];
  const opened: EngineEvents[] = [];
  const timers: (() => void)[] = [];
  const ports = {
    openEngine: async (events: EngineEvents) => {
      const index = opened.push(events) - 1;
      const recover = index === 0 ? async () => undefined : never;
      return { engine: { recover } as unknown as Engine, close: () => void closed.push(index) };
    },
    nowMs: () => 0,
    later: (_delayMs: number, callback: () => void) => void timers.push(callback),
    onIdle: () => undefined,
  } as unknown as RecordingsPorts;
  const reporter = { changed: () => undefined, log: () => undefined, flush: () => undefined };
  const recordings = new Recordings(ports, new SnapshotBoard(), reporter);

  await recordings.recover('a', DEFAULT_SETTINGS);
  opened[0]?.snapshot(aRecording({ id: 'a', state: 'complete' }));
  void recordings.recover('a', DEFAULT_SETTINGS);
  await expect.poll(() => opened.length).toBe(2);
  for (const callback of [...timers]) callback();
  await Promise.resolve();
  expect(closed).toEqual([0]);
});
