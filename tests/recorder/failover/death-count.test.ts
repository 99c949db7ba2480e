import { expect, test } from 'vitest';
import { DeathCount } from '../../../lib/recorder/failover/death-count.ts';

const HOUR_MS = 60 * 60_000;

function deathsAt(...timesMs: number[]): boolean[] {
  let nowMs = 0;
  const count = new DeathCount(() => nowMs);
  return timesMs.map((atMs) => {
    nowMs = atMs;
    return count.add('a');
  });
}

test('four deaths in eight hours are bad luck', () => {
  expect(deathsAt(0, 2 * HOUR_MS, 4 * HOUR_MS, 8 * HOUR_MS)).toEqual([false, false, false, false]);
});

test('four in ten minutes are too many, until some time has passed', () => {
  expect(deathsAt(0, 1, 2, 599_000, HOUR_MS)).toEqual([false, false, false, true, false]);
});
