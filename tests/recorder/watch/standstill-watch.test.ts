import { expect, test } from 'vitest';
import { watchStandstills } from '../../../lib/recorder/watch/standstill-watch.ts';
import type { Message } from '../../../lib/recording/message.ts';
import { FakeClock } from '../../support/fake-clock.ts';

/** A recording whose browser stands still for `stillMs`, `afterMs` after the next look; by default when a look is due. */
function rig() {
  const clock = new FakeClock();
  const warnings: Message[] = [];
  const state = { isRecording: true, isLive: true, stillMs: 0, afterMs: Number.POSITIVE_INFINITY };
  void watchStandstills(
    {
      isRecording: () => state.isRecording,
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
  state.stillMs = 60_000;
  await clock.advance(100_000);
  expect(warnings).toEqual([]);
});
