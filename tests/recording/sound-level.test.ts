import { expect, it } from 'vitest';
import { isClipping, meterShare } from '../../lib/recording/sound-level.ts';

it('a meter is full at full scale, half full 30 dB below, and empty from 60 dB below', () => {
  expect([1, 2, 10 ** (-30 / 20), 0.001, 0.0001, 0].map((level) => Number(meterShare(level).toFixed(3)))).toEqual([
    1, 1, 0.5, 0, 0, 0,
  ]);
});

it('a sound clips at the end of the scale, not below', () => {
  expect([1, 0.99, 0.95, 0].map((peak) => isClipping({ peak, rms: 0.1 }))).toEqual([true, true, false, false]);
});
