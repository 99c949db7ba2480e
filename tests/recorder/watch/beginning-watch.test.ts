import { expect, test } from 'vitest';
import { watchBeginning } from '../../../lib/recorder/watch/beginning-watch.ts';
import type { Message } from '../../../lib/recording/message.ts';
import { FakeClock } from '../../support/fake-clock.ts';

/** A recording of whose beginning this is known, in milliseconds, one second after the other. */
async function watched(gapsMs: readonly (number | null)[]) {
  const clock = new FakeClock();
  const warnings: Message[] = [];
  let looks = 0;
  void watchBeginning(
    {
      gapMs: () => gapsMs[looks++] ?? null,
      isLive: () => looks < 20,
      onWarning: (warning) => void warnings.push(warning),
    },
    { later: (delayMs, callback) => void clock.wait(delayMs, new AbortController().signal).then(callback) },
  );
  await clock.advance(60_000);
  return { warnings, looks };
}

test('a hole at the beginning is told once, as soon as its end is there', async () => {
  expect(await watched([null, null, 7_400])).toEqual({
    warnings: [{ id: 'recorder.pictureHoleAtFirst', silentMs: 7_000 }],
    looks: 3,
  });
});

test('a short one, or one of which nothing is known, is not', async () => {
  expect(await watched([null, 4_999])).toEqual({ warnings: [], looks: 2 });
  expect((await watched([])).warnings).toEqual([]);
});
