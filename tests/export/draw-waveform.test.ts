import { expect, it } from 'vitest';
import { barsOf } from '../../lib/export/draw-waveform.ts';

it('draws as many bars as fit, the loudest in full height, of any length of sound', () => {
  expect(barsOf([0, 0.5, 0.25, 0.1], 4)).toEqual([0, 1, 0.5, 0.2]);
  expect(barsOf([0.1, 0.5, 0.2, 0.25], 2)).toEqual([1, 0.5]);
  expect(barsOf([0.5], 3)).toEqual([1, 1, 1]);
  expect(barsOf([0, 0], 2)).toEqual([0, 0]);
});
