import { expect, test } from 'vitest';
import { RateMeter } from '../../lib/base/rate-meter.ts';
import { elapsedMs } from '../../lib/recording/snapshot.ts';
import { halt, NOT_STARTED, run } from '../../lib/recording/stopwatch.ts';

test('pauses do not count', () => {
  const paused = halt(run(NOT_STARTED, 1_000), 4_000);
  expect(elapsedMs(paused, 99_000)).toBe(3_000);
  expect(elapsedMs(run(paused, 10_000), 12_000)).toBe(5_000);
});

test('told twice, it counts once', () => {
  expect(run(run(NOT_STARTED, 1_000), 2_000)).toEqual(run(NOT_STARTED, 1_000));
  const paused = halt(run(NOT_STARTED, 1_000), 4_000);
  expect(halt(paused, 9_000)).toEqual(paused);
});

test('a clock that was set back takes nothing away', () => {
  expect(halt(run(NOT_STARTED, 5_000), 1_000).recordedMs).toBe(0);
  expect(elapsedMs(run(NOT_STARTED, 5_000), 1_000)).toBe(0);
});

test('the rate is what was sent in each second, for a minute', () => {
  const meter = new RateMeter();
  for (const sentBytes of [10, 30, 30]) meter.sample(sentBytes);
  expect(meter.perSecond).toEqual([10, 20, 0]);
  for (let second = 0; second < 60; second += 1) meter.sample(30 + second);
  expect(meter.perSecond).toHaveLength(60);
});

test('sending everything again is no negative rate', () => {
  const meter = new RateMeter();
  for (const sentBytes of [100, 0, 7]) meter.sample(sentBytes);
  expect(meter.perSecond).toEqual([100, 0, 7]);
});
