import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Crop, placeCrop, rectIn } from '../../lib/recording/crop.ts';

const STILL = { width: 1_600, height: 900 };
const CROP: Crop = { rect: { x: 200, y: 100, width: 1_280, height: 720 }, still: STILL, pixelRatio: 1, zoom: 1 };

/** The pixels that are recorded of a tab of this size. */
function recorded(crop: Crop, viewport: { readonly width: number; readonly height: number }) {
  const { share } = placeCrop(crop, { ...viewport, zoom: 1 });
  const { pixelRatio } = crop;
  return rectIn(share, { width: viewport.width * pixelRatio, height: viewport.height * pixelRatio });
}

describe('an area', () => {
  it('is what was chosen, pixel by pixel, in a tab of the same size', () => {
    expect(recorded(CROP, STILL)).toEqual(CROP.rect);
    expect(placeCrop(CROP, { ...STILL, zoom: 1 })).toMatchObject({
      isMoved: false,
      isTooSmall: false,
      size: { width: 1_280 },
    });
  });

  it('is what was chosen on a screen with more pixels, too', () => {
    const crop: Crop = { rect: { x: 302, y: 150, width: 700, height: 640 }, still: STILL, pixelRatio: 2, zoom: 1 };
    expect(recorded(crop, { width: 800, height: 450 })).toEqual(crop.rect);
  });

  it('keeps its size and its place in a larger tab, and says so', () => {
    const viewport = { width: 1_900, height: 1_000 };
    expect(recorded(CROP, viewport)).toEqual(CROP.rect);
    expect(placeCrop(CROP, { ...viewport, zoom: 1 }).isMoved).toBe(true);
  });

  it('shows something else at another zoom, in the same place', () => {
    const zoomed = placeCrop(CROP, { ...STILL, zoom: 1.1 });
    expect(zoomed).toEqual({ ...placeCrop(CROP, { ...STILL, zoom: 1 }), isMoved: true });
  });

  it('moves into a smaller tab, and is cut where it is larger than that', () => {
    expect(recorded(CROP, { width: 1_400, height: 600 })).toEqual({ x: 120, y: 0, width: 1_280, height: 600 });
  });

  it('of which too little is left is too small', () => {
    expect(placeCrop(CROP, { width: 1_400, height: 50, zoom: 1 }).isTooSmall).toBe(true);
  });
});

it('is always even, in the picture, and as large as its share of it', () => {
  const side = fc.integer({ min: 2, max: 8_000 });
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(side, side, share, share, share, share, (width, height, x, y, w, h) => {
      const rect = rectIn({ x, y, width: w, height: h }, { width, height });
      expect(Object.values(rect).every((value) => value % 2 === 0)).toBe(true);
      expect(Math.min(rect.x, rect.y)).toBeGreaterThanOrEqual(0);
      expect(Math.min(rect.width, rect.height)).toBeGreaterThanOrEqual(2);
      expect(rect.x + rect.width).toBeLessThanOrEqual(width);
      expect(rect.y + rect.height).toBeLessThanOrEqual(height);
      expect(Math.abs(rect.width - w * width)).toBeLessThanOrEqual(2);
    }),
  );
});

it('is the same in a picture to which the browser adds a pixel', () => {
  const even = (most: number) => fc.integer({ min: 32, max: most / 2 }).map((half) => half * 2);
  fc.assert(
    fc.property(even(1_920), even(1_080), (width, height) => {
      const crop: Crop = {
        rect: { x: 0, y: 0, width, height },
        still: { width: 1_921, height: 1_081 },
        pixelRatio: 1,
        zoom: 1,
      };
      const { share } = placeCrop(crop, { ...crop.still, zoom: 1 });
      expect(rectIn(share, { width: 1_922, height: 1_082 })).toEqual(crop.rect);
    }),
  );
});
