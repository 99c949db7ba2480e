import { expect, it } from 'vitest';
import { lengthAtDeathMs } from '../../lib/engine/recorded-length.ts';

const ROW = { state: 'recording', recordedMs: 10_000, spooledBytes: 5_000_000 } as const;

it('counts what came after the row was saved, by its bytes, for as long as that can be', () => {
  expect(lengthAtDeathMs(ROW, 6_000_000)).toBe(12_000);
  expect(lengthAtDeathMs(ROW, 50_000_000)).toBe(16_000);
  expect(lengthAtDeathMs({ ...ROW, recordedMs: 500, spooledBytes: 300_000 }, 1_500_000)).toBe(2_500);
});

it('is what was saved in a pause, when nothing came, and when nothing is known', () => {
  expect(lengthAtDeathMs({ ...ROW, state: 'paused' }, 6_000_000)).toBe(10_000);
  expect([5_000_000, 4_000_000].map((bytes) => lengthAtDeathMs(ROW, bytes))).toEqual([10_000, 10_000]);
  expect(lengthAtDeathMs({ ...ROW, recordedMs: 0, spooledBytes: 0 }, 6_000_000)).toBe(0);
});
