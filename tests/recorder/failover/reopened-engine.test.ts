import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import type { Engine, EngineEvents } from '../../../lib/engine/engine-api.ts';
import { EngineClosedError, openGuarded } from '../../../lib/recorder/failover/guarded-engine.ts';
import { Recordings, type RecordingsPorts } from '../../../lib/recorder/recordings.ts';
import type { Message } from '../../../lib/recording/message.ts';
import { DEFAULT_SETTINGS } from '../../../lib/settings/settings.ts';
import { aRecording } from '../../support/a-recording.ts';
import { text } from '../../support/text.ts';

const QUIET: EngineEvents = { snapshot: () => undefined, log: () => undefined };

/** Time that does not pass. */
const STILL = { wait: () => new Promise<void>(() => undefined), monotonicMs: () => 0 };

function never(): Promise<never> {
  return new Promise(() => undefined);
}

test('a closed engine answers nothing, and no call waits for it', async () => {
  const client = { engine: { recover: never } as unknown as Engine, close: () => undefined };
  const engine = await openGuarded(
    async () => client,
    QUIET,
    () => undefined,
    STILL,
  );
  const asked = engine.call((to) => to.recover('a', DEFAULT_SETTINGS));
  engine.close();
  await expect(asked).rejects.toThrow(EngineClosedError);
});

test('of a call that was answered nothing is kept, however long the engine lives', async () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage: () => void = runInNewContext('gc');
  const client = { engine: {} as Engine, close: () => undefined };
  const engine = await openGuarded(
    async () => client,
    QUIET,
    () => undefined,
    STILL,
  );
  const heapAfterCalls = async (count: number) => {
    for (let call = 0; call < count; call += 1) await engine.call(async () => undefined);
    collectGarbage();
    return process.memoryUsage().heapUsed;
  };
  const beforeBytes = await heapAfterCalls(1_000);
  const calls = 20_000;
  expect((await heapAfterCalls(calls)) - beforeBytes).toBeLessThan(calls * 50);
  engine.close();
});

/** The recordings of a document, with every resumed engine and the time in the test's hands. */
function rig() {
  const closed: number[] = [];
  const opened: (EngineEvents & { dies(reason: Message): void })[] = [];
  const idles: string[] = [];
  const time = { nowMs: 0 };
  const takeUps: PromiseWithResolvers<void>[] = [];
  const timers: (() => void)[] = [];
  const ports = {
    openEngine: async (events: EngineEvents, dies: (reason: Message) => void) => {
      const index = opened.push({ ...events, dies }) - 1;
      const resume = Promise.withResolvers<void>();
      takeUps.push(resume);
      return {
        engine: { recover: () => resume.promise } as unknown as Engine,
        close: () => void closed.push(index),
      };
    },
    nowMs: () => time.nowMs,
    clock: STILL,
    later: (_delayMs: number, callback: () => void) => void timers.push(callback),
    onIdle: () => void idles.push('idle'),
  } as unknown as RecordingsPorts;
  const reporter = { changed: () => undefined, log: () => undefined, flush: () => undefined };
  const recordings = new Recordings(ports, reporter);
  return { recordings, board: recordings.board, closed, opened, takeUps, timers, idles, time };
}

async function turn(): Promise<void> {
  for (let count = 0; count < 20; count += 1) await Promise.resolve();
}

test('what closes an engine that has nothing more to do leaves alone the one that took its place', async () => {
  const { recordings, closed, opened, takeUps, timers } = rig();
  const first = recordings.recover('a', DEFAULT_SETTINGS);
  await turn();
  takeUps[0]?.resolve();
  await first;
  opened[0]?.snapshot(aRecording({ id: 'a', state: 'complete' }));
  void recordings.recover('a', DEFAULT_SETTINGS);
  await turn();
  expect(opened).toHaveLength(2);
  for (const callback of [...timers]) callback();
  await turn();
  expect(closed).toEqual([0]);
});

test('calls during a resume wait for it, and learn when it fails', async () => {
  const { recordings, opened, takeUps } = rig();
  const first = recordings.recover('a', DEFAULT_SETTINGS);
  const second = recordings.recover('a', DEFAULT_SETTINGS);
  await turn();
  expect(opened).toHaveLength(1);
  takeUps[0]?.reject(new Error('This recording is in use.'));
  await expect(first).rejects.toThrow('in use');
  await expect(second).rejects.toThrow('in use');
});

test('a recording that could not be resumed keeps the document until it was tried again', async () => {
  const { recordings, opened, takeUps, timers, idles, time } = rig();
  const taking = recordings.recover('a', DEFAULT_SETTINGS);
  await turn();
  takeUps[0]?.resolve();
  await taking;
  opened[0]?.snapshot(aRecording({ id: 'a', state: 'finishing' }));
  opened[0]?.dies(text('It ran out of memory.'));
  await turn();
  takeUps[1]?.reject(new Error('This recording is in use.'));
  await turn();
  time.nowMs = 2_000;
  const [...before] = timers;
  // The check that was due when it failed, and the next try, come at the same time.
  for (const callback of before.slice(0, -1)) callback();
  expect(idles).toEqual([]);
  before.at(-1)?.();
  await turn();
  expect(opened).toHaveLength(3);
});

test('the last words of one that was deleted do not bring it back', async () => {
  const { recordings, board, opened, takeUps } = rig();
  const taking = recordings.recover('a', DEFAULT_SETTINGS);
  await turn();
  takeUps[0]?.resolve();
  await taking;
  opened[0]?.snapshot(aRecording({ id: 'a', state: 'finishing' }));
  await recordings.forget('a');
  opened[0]?.snapshot(aRecording({ id: 'a', state: 'finishing' }));
  expect(board.get('a')).toBeNull();
});
