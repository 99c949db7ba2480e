import { expect, test } from 'vitest';
import { watchStandstills } from '../../../lib/recorder/watch/standstill-watch.ts';
import type { Message } from '../../../lib/recording/message.ts';
import { FakeClock } from '../../support/fake-clock.ts';

/** A recording whose browser stands still for `stillMs`, `afterMs` after the next look; by default when a look is due. */
function rig() {
  const clock = new FakeClock();
  const warnings: Message[] = [];
  const state = {
    isRecording: true,
    isLive: true,
    stillMs: 0,
    afterMs: Number.POSITIVE_INFINITY,
    pictures: (): number | null => null,
  };
  void watchStandstills(
    {
      isRecording: () => state.isRecording,
      steadyPictures: () => state.pictures(),
      isLive: () => state.isLive,
      onWarning: (warning) => void warnings.push(warning),
    },
    {
      clock,
      later: (delayMs, callback) => {
        const stillMs = state.stillMs;
        state.stillMs = 0;
        void clock
          .wait(stillMs > 0 ? Math.min(delayMs, state.afterMs) + stillMs : delayMs, new AbortController().signal)
          .then(callback);
      },
    },
  );
  return { clock, warnings, state };
}

test('a browser that stands still is told, with all of the time that is missing', async () => {
  const { clock, warnings, state } = rig();
  await clock.advance(10_500);
  state.stillMs = 20_200;
  await clock.advance(30_000);
  expect(warnings).toEqual([{ id: 'recorder.stoodStill', silentMs: 20_000 }]);
  state.stillMs = 6_000;
  await clock.advance(20_000);
  expect(warnings.at(-1)).toEqual({ id: 'recorder.stoodStill', silentMs: 26_000 });
});

test('from five seconds on, and as long as it was, wherever between two looks it began', async () => {
  for (const afterMs of [0, 100, 249, 1_000]) {
    for (const [stillMs, toldMs] of [
      [4_700, null],
      [5_000, 5_000],
      [5_900, 6_000],
      [8_020, 8_000],
    ] as const) {
      const { clock, warnings, state } = rig();
      await clock.advance(10_500);
      state.afterMs = afterMs;
      state.stillMs = stillMs;
      await clock.advance(20_000);
      expect(warnings).toEqual(toldMs === null ? [] : [{ id: 'recorder.stoodStill', silentMs: toldMs }]);
    }
  }
});

test('a busy machine is not, and neither is a pause', async () => {
  const { clock, warnings, state } = rig();
  state.stillMs = 4_700;
  await clock.advance(20_000);
  state.isRecording = false;
  await clock.advance(1_000);
  state.stillMs = 60_000;
  await clock.advance(100_000);
  expect(warnings).toEqual([]);
});

test('one in which you pressed Pause, or Stop, is told, too', async () => {
  const { clock, warnings, state } = rig();
  await clock.advance(10_000);
  state.stillMs = 8_000;
  await clock.advance(2_000);
  state.isRecording = false;
  await clock.advance(60_000);
  expect(warnings).toEqual([{ id: 'recorder.stoodStill', silentMs: 8_000 }]);
});

/** Twelve pictures a second, but none in these times, counted from now. */
function picturesExcept(clock: FakeClock, ...gaps: readonly (readonly [fromMs: number, toMs: number])[]) {
  const startMs = clock.monotonicMs();
  return () => {
    const atMs = clock.monotonicMs() - startMs;
    const missing = gaps.reduce((sum, [from, to]) => sum + Math.max(0, Math.min(atMs, to) - from), 0);
    return Math.floor(((atMs - missing) * 12) / 1_000);
  };
}

test('pictures that stop for seconds, while everything else goes on, are missing', async () => {
  const { clock, warnings, state } = rig();
  state.pictures = picturesExcept(clock, [10_100, 17_800], [40_000, 44_000], [60_000, 69_000]);
  await clock.advance(17_000);
  expect(warnings).toEqual([]);
  await clock.advance(33_000);
  expect(warnings).toEqual([{ id: 'recorder.stoodStill', silentMs: 8_000 }]);
  // Stop is pressed when nothing has come yet.
  await clock.advance(17_000);
  state.isRecording = false;
  await clock.advance(1_000);
  expect(warnings.at(-1)).toEqual({ id: 'recorder.stoodStill', silentMs: 15_000 });
});

test('pictures that stop when the whole browser does are not counted twice', async () => {
  const { clock, warnings, state } = rig();
  await clock.advance(10_000);
  state.pictures = picturesExcept(clock, [0, 8_400]);
  state.stillMs = 8_000;
  await clock.advance(30_000);
  expect(warnings).toEqual([{ id: 'recorder.stoodStill', silentMs: 8_000 }]);
});
