import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fitPixels } from '../../lib/capture/fit-size.ts';

const FULL_HD = 1_920 * 1_080;

describe('fitPixels', () => {
  test('a size that has few enough pixels is kept', () => {
    expect(fitPixels({ width: 1_280, height: 720 }, FULL_HD)).toEqual({ width: 1_280, height: 720 });
  });

  test('an odd side gets one pixel more, never one less', () => {
    expect(fitPixels({ width: 1_281, height: 721 }, FULL_HD)).toEqual({ width: 1_282, height: 722 });
  });

  test('a portrait keeps its height as long as it has no more pixels than a landscape may have', () => {
    expect(fitPixels({ width: 1_080, height: 1_833 }, FULL_HD)).toEqual({ width: 1_080, height: 1_834 });
  });

  test('a larger one is scaled down by its pixels', () => {
    expect(fitPixels({ width: 3_840, height: 2_160 }, FULL_HD)).toEqual({ width: 1_920, height: 1_080 });
    expect(fitPixels({ width: 2_160, height: 3_840 }, FULL_HD)).toEqual({ width: 1_080, height: 1_920 });
  });

  test('the result is even, hardly more than allowed, and of the same proportions', () => {
    const side = fc.integer({ min: 200, max: 5_000 });
    fc.assert(
      fc.property(side, side, (width, height) => {
        const fitted = fitPixels({ width, height }, FULL_HD);
        expect([fitted.width % 2, fitted.height % 2]).toEqual([0, 0]);
        expect(fitted.width * fitted.height).toBeLessThan(FULL_HD + 2 * (fitted.width + fitted.height));
        const scale = fitted.width / width;
        expect(Math.abs(fitted.height - height * scale)).toBeLessThan(2 + (2 * height) / width);
      }),
    );
  });
});
