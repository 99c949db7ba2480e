import { expect, test } from 'vitest';
import { Stopwatch } from '../../lib/base/stopwatch.ts';

test('it measures what ran, without pauses; starting what runs and stopping what stands changes nothing', () => {
  let nowMs = 100;
  const watch = new Stopwatch(() => nowMs);
  expect(watch.elapsedMs).toBe(0);
  watch.start(30);
  nowMs += 1_000;
  watch.start();
  nowMs += 500;
  watch.stop();
  nowMs += 10_000;
  watch.stop();
  expect(watch.elapsedMs).toBe(1_530);
  watch.start();
  nowMs += 70;
  expect(watch.elapsedMs).toBe(1_600);
});
