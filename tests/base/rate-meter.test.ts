import { expect, test } from 'vitest';
import { RateMeter } from '../../lib/base/rate-meter.ts';

test('keeps the bytes sent in each of the last 60 seconds', () => {
  const meter = new RateMeter();
  for (const sentBytes of [10, 30, 30]) meter.sample(sentBytes);
  expect(meter.perSecond).toEqual([10, 20, 0]);
  for (let second = 0; second < 60; second += 1) meter.sample(30 + second);
  expect(meter.perSecond).toHaveLength(60);
});

test('sending everything again counts as zero, not as a negative rate', () => {
  const meter = new RateMeter();
  for (const sentBytes of [100, 0, 7]) meter.sample(sentBytes);
  expect(meter.perSecond).toEqual([100, 0, 7]);
});
