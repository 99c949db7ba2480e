import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FULL_HD, fitSize } from '../../lib/capture/fit-size.ts';

const side = fc.integer({ min: 2, max: 8_000 });

describe('fitSize', () => {
  it('keeps a picture that fits, with even sides', () => {
    expect(fitSize({ width: 1_281, height: 721 }, FULL_HD)).toEqual({ width: 1_280, height: 720 });
  });

  it('shrinks a picture that does not fit, in its own proportions', () => {
    expect(fitSize({ width: 3_840, height: 2_160 }, FULL_HD)).toEqual({ width: 1_920, height: 1_080 });
    expect(fitSize({ width: 1_000, height: 2_160 }, FULL_HD)).toEqual({ width: 500, height: 1_080 });
  });

  it('gives even sides within the limit and never enlarges', () => {
    fc.assert(
      fc.property(side, side, (width, height) => {
        const fitted = fitSize({ width, height }, FULL_HD);
        expect(fitted.width % 2).toBe(0);
        expect(fitted.height % 2).toBe(0);
        expect(fitted.width).toBeLessThanOrEqual(Math.min(width, FULL_HD.width));
        expect(fitted.height).toBeLessThanOrEqual(Math.min(height, FULL_HD.height));
      }),
    );
  });
});
