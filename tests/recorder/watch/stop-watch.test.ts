import { expect, test } from 'vitest';
import { watchStop } from '../../../lib/recorder/watch/stop-watch.ts';
import type { StopRule } from '../../../lib/recording/stop-rule.ts';
import { FakeClock } from '../../support/fake-clock.ts';

/** A recording that may stop by itself. `recordedMs` stands still while `isPaused`. */
function rig(rule: StopRule | null, hasTimers = true) {
  const clock = new FakeClock();
  const stoppedAtMs: number[] = [];
  const state = { rule, isLive: true, pausedMs: 0 };
  const startedAtMs = clock.monotonicMs();
  const recordedMs = () => clock.monotonicMs() - startedAtMs - state.pausedMs;
  const look = watchStop(
    {
      rule: () => state.rule,
      recordedMs,
      isLive: () => state.isLive,
      stop: () => void stoppedAtMs.push(recordedMs()),
    },
    {
      nowMs: () => clock.now(),
      later: (delayMs, callback) => {
        if (hasTimers) void clock.wait(delayMs, new AbortController().signal).then(callback);
      },
    },
  );
  return { clock, state, stoppedAtMs, look };
}

const AFTER: StopRule = { kind: 'after', recordedMs: 60_000 };

test('it stops at the length that was set, once, without the pauses', async () => {
  const { clock, state, stoppedAtMs } = rig(AFTER);
  await clock.advance(50_000);
  state.pausedMs = 30_000;
  await clock.advance(39_000);
  expect(stoppedAtMs).toEqual([]);
  await clock.advance(60_000);
  expect(stoppedAtMs).toEqual([60_000]);
});

test('a clock that jumps neither shortens nor lengthens a number of minutes', async () => {
  const { clock, stoppedAtMs } = rig(AFTER);
  clock.jump(3_600_000);
  await clock.advance(30_000);
  clock.jump(-7_200_000);
  await clock.advance(31_000);
  expect(stoppedAtMs).toEqual([60_000]);
});

test('a time of day is noticed within a second, also after the clock was set', async () => {
  const { clock, stoppedAtMs } = rig({ kind: 'at', atMs: new FakeClock().now() + 3_600_000 });
  await clock.advance(10_000);
  clock.jump(3_600_000);
  await clock.advance(1_000);
  expect(stoppedAtMs).toHaveLength(1);
});

test('it doesn’t stop what you set to continue, or what has ended', async () => {
  const taken = rig(AFTER);
  await taken.clock.advance(59_000);
  taken.state.rule = null;
  await taken.clock.advance(10_000);
  const ended = rig(AFTER);
  ended.state.isLive = false;
  await ended.clock.advance(70_000);
  expect([taken.stoppedAtMs, ended.stoppedAtMs]).toEqual([[], []]);
});

test('where the browser holds timers back, the engine’s reports are enough', async () => {
  const { clock, stoppedAtMs, look } = rig(AFTER, false);
  await clock.advance(61_000);
  expect(stoppedAtMs).toEqual([]);
  look();
  look();
  expect(stoppedAtMs).toHaveLength(1);
});
