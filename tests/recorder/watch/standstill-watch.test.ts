import { expect, test } from 'vitest';
import { watchStandstills } from '../../../lib/recorder/watch/standstill-watch.ts';
import type { Message } from '../../../lib/recording/message.ts';
import { FakeClock } from '../../support/fake-clock.ts';

/** A recording whose browser stands still for `stillMs` after the next look. */
function rig() {
  const clock = new FakeClock();
  const warnings: Message[] = [];
  const state = { isRecording: true, isLive: true, stillMs: 0 };
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
        void clock.wait(delayMs + stillMs, new AbortController().signal).then(callback);
      },
    },
  );
  return { clock, warnings, state };
}

test('a browser that stands still is told, with all of the time that is missing', async () => {
  const { clock, warnings, state } = rig();
  await clock.advance(10_500);
  state.stillMs = 20_400;
  await clock.advance(30_000);
  expect(warnings).toEqual([{ id: 'recorder.stoodStill', silentMs: 20_000 }]);
  state.stillMs = 6_000;
  await clock.advance(20_000);
  expect(warnings.at(-1)).toEqual({ id: 'recorder.stoodStill', silentMs: 26_000 });
});

test('a busy machine is not, and neither is a pause', async () => {
  const { clock, warnings, state } = rig();
  state.stillMs = 4_900;
  await clock.advance(20_000);
  state.isRecording = false;
  state.stillMs = 60_000;
  await clock.advance(100_000);
  expect(warnings).toEqual([]);
});
