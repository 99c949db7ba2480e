import { expect, test } from 'vitest';
import { createReporter } from '../../lib/recorder/reporter.ts';
import type { RecordingSnapshot } from '../../lib/recording/snapshot.ts';
import { say } from '../../lib/words/say.ts';
import { aRecording } from '../support/a-recording.ts';
import { text } from '../support/text.ts';

/** A reporter whose background answers at once, at a time that is set by hand. */
function rig({ watched }: { watched: boolean }) {
  let nowMs = 0;
  let waiting: { atMs: number; callback: () => void }[] = [];
  const world = { recording: aRecording({ state: 'recording' }), watched, reported: [] as string[] };
  const reporter = createReporter(() => ({ current: world.recording, others: [] }), {
    sendSnapshot: async ({ current }) => {
      world.reported.push(`${nowMs} ${current?.state} ${current?.spooledBytes}`);
      return { watched: world.watched };
    },
    sendLog: async (entries) => world.reported.push(...entries.map(({ message }) => `${nowMs} log ${say(message)}`)),
    pacer: {
      now: () => nowMs,
      later: (delayMs, callback) => waiting.push({ atMs: nowMs + delayMs, callback }),
    },
  });
  const change = (changes: Partial<RecordingSnapshot>) => {
    world.recording = { ...world.recording, ...changes };
    reporter.changed();
  };
  const log = (words: string) => reporter.log([{ atMs: 0, level: 'info', message: text(words), recordingId: 'a' }]);
  const advanceTo = async (toMs: number) => {
    for (;;) {
      // What was answered counts from here on.
      await Promise.resolve();
      const [next] = waiting.toSorted((a, b) => a.atMs - b.atMs);
      if (next === undefined || next.atMs > toMs) break;
      waiting = waiting.filter((each) => each !== next);
      nowMs = next.atMs;
      next.callback();
    }
    nowMs = toMs;
  };
  return { reporter, world, change, log, advanceTo };
}

/** A reporter that has sent its first report. */
async function begun({ watched }: { watched: boolean }) {
  const all = rig({ watched });
  all.change({ spooledBytes: 1 });
  all.log('first');
  await all.advanceTo(10);
  expect(all.world.reported.splice(0)).toEqual(['0 recording 1', '0 log first']);
  return all;
}

test('what grows is reported four times a second while a page is open', async () => {
  const { change, log, advanceTo, world } = await begun({ watched: true });
  for (let atMs = 20; atMs <= 1_000; atMs += 20) {
    change({ spooledBytes: atMs });
    if (atMs === 40) log('second');
    await advanceTo(atMs);
  }
  expect(world.reported).toEqual([
    '250 recording 260',
    '250 log second',
    '500 recording 500',
    '750 recording 760',
    '1000 recording 1000',
  ]);
});

test('what grows is reported every five seconds while no page is open, and what is logged once a second', async () => {
  const { change, log, advanceTo, world } = await begun({ watched: false });
  change({ spooledBytes: 2 });
  log('second');
  await advanceTo(990);
  expect(world.reported).toEqual([]);
  await advanceTo(4_990);
  expect(world.reported).toEqual(['1000 log second']);
  await advanceTo(5_000);
  expect(world.reported).toEqual(['1000 log second', '5000 recording 2']);
});

test.each<[string, Partial<RecordingSnapshot>]>([
  ['a state', { state: 'paused' }],
  ['Stop', { isStopping: true }],
  ['a problem', { problem: text('It is broken.') }],
  ['a warning', { warning: text('The disk is nearly full.') }],
  ['a link', { link: { kind: 'offline' } }],
])('%s that changes is reported within 50 ms, though no page is open', async (_, changes) => {
  const { change, advanceTo, world } = await begun({ watched: false });
  change({ link: { kind: 'sending' } });
  change(changes);
  await advanceTo(50);
  expect(world.reported).toHaveLength(1);
  change({ spooledBytes: 3 });
  await advanceTo(5_049);
  expect(world.reported).toHaveLength(1);
});

test('a page that opens gets a report at once, and four times a second from then on', async () => {
  const { reporter, change, advanceTo, world } = await begun({ watched: false });
  await advanceTo(500);
  change({ spooledBytes: 4 });
  world.watched = true;
  reporter.asked();
  expect(world.reported).toEqual(['500 recording 4']);
  change({ spooledBytes: 5 });
  await advanceTo(750);
  expect(world.reported.at(-1)).toBe('750 recording 5');
});

test('what is not yet reported is reported at once when there may be no later', async () => {
  const { reporter, change, log, world } = await begun({ watched: true });
  change({ state: 'complete', spooledBytes: 6 });
  log('last');
  expect(world.reported).toEqual([]);
  reporter.flush();
  expect(world.reported).toEqual(['10 complete 6', '10 log last']);
});

test('a recorder that has nothing to report replaces nothing that is shown', async () => {
  const { reporter, world, change, advanceTo } = rig({ watched: true });
  reporter.flush();
  expect(world.reported).toEqual([]);
  change({ spooledBytes: 7 });
  await advanceTo(10_000);
  world.reported.length = 0;
  reporter.flush();
  expect(world.reported).toEqual([]);
  change({ spooledBytes: 8 });
  change({ spooledBytes: 9 });
  world.reported.length = 0;
  reporter.flush();
  expect(world.reported).toEqual(['10000 recording 9']);
});
