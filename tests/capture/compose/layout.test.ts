import { describe, expect, it } from 'vitest';
import { bubbleArea, evenSize, letterbox, squareOf } from '../../../lib/capture/compose/layout.ts';
import { BUBBLE_CORNERS, BUBBLE_SIZES } from '../../../lib/recording/bubble.ts';

const FULL_HD = { width: 1_920, height: 1_080 };

describe('the bubble', () => {
  it('is in its corner, at the same distance from both edges', () => {
    const at = (corner: (typeof BUBBLE_CORNERS)[number]) =>
      bubbleArea(FULL_HD, { corner, size: 'medium', shape: 'round' });
    expect(at('topLeft')).toEqual({ x: 32, y: 32, width: 302, height: 302 });
    expect(at('topRight')).toMatchObject({ x: 1_586, y: 32 });
    expect(at('bottomLeft')).toMatchObject({ x: 32, y: 746 });
    expect(at('bottomRight')).toMatchObject({ x: 1_586, y: 746 });
  });

  it('fits in a picture of any size, on even pixels', () => {
    for (const picture of [{ width: 2, height: 2 }, { width: 333, height: 1_001 }, FULL_HD]) {
      for (const corner of BUBBLE_CORNERS) {
        for (const size of BUBBLE_SIZES) {
          const { x, y, width, height } = bubbleArea(picture, { corner, size, shape: 'square' });
          expect([x, y, width, height].filter((pixels) => pixels % 2 !== 0 || pixels < 0)).toEqual([]);
          expect(x + width <= picture.width && y + height <= picture.height).toBe(true);
        }
      }
    }
  });

  it('shows the middle of the camera’s picture, undistorted', () => {
    expect(squareOf({ width: 1_280, height: 720 })).toEqual({ x: 280, y: 0, width: 720, height: 720 });
    expect(squareOf({ width: 480, height: 640 })).toEqual({ x: 0, y: 80, width: 480, height: 480 });
  });
});

describe('a picture in a frame of another size', () => {
  it('fills it if the proportions match, otherwise it’s centered', () => {
    expect(letterbox({ width: 960, height: 540 }, FULL_HD)).toEqual({ x: 0, y: 0, ...FULL_HD });
    expect(letterbox({ width: 1_000, height: 1_000 }, FULL_HD)).toEqual({ x: 420, y: 0, width: 1_080, height: 1_080 });
    expect(letterbox({ width: 3_840, height: 1_000 }, FULL_HD)).toEqual({ x: 0, y: 290, width: 1_920, height: 500 });
  });

  it('that is one pixel short of an even side isn’t scaled', () => {
    const odd = { width: 1_281, height: 801 };
    expect(letterbox(odd, evenSize(odd))).toEqual({ x: 0, y: 0, ...odd });
  });
});
