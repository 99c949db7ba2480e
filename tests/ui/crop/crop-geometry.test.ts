import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Size } from '../../../lib/base/pixels.ts';
import type { Rect } from '../../../lib/recording/crop.ts';
import {
  boundsOf,
  defaultRect,
  dragHandle,
  drawRect,
  type Handle,
  moveRect,
  resizeRect,
  withRatio,
} from '../../../lib/ui/crop/crop-geometry.ts';

const BOUNDS: Size = { width: 1_280, height: 720 };
const RECT: Rect = { x: 100, y: 100, width: 400, height: 200 };

it('is drawn in any direction, and ends at the edges', () => {
  expect(drawRect({ x: 500, y: 300 }, { x: 100, y: 100 }, BOUNDS, null)).toEqual(RECT);
  expect(drawRect({ x: 1_200, y: 700 }, { x: 5_000, y: 5_000 }, BOUNDS, null)).toEqual({
    x: 1_200,
    y: 700,
    width: 80,
    height: 20,
  });
});

it('keeps its shape where one is chosen, as far as there is room', () => {
  expect(drawRect({ x: 100, y: 100 }, { x: 740, y: 110 }, BOUNDS, 16 / 9)).toMatchObject({ width: 640, height: 360 });
  expect(drawRect({ x: 100, y: 100 }, { x: 1_280, y: 720 }, BOUNDS, 1)).toMatchObject({ width: 620, height: 620 });
});

it('is dragged by a corner, which may pass the opposite one, and by a side alone', () => {
  expect(dragHandle(RECT, { x: 1, y: 1 }, { x: 700, y: 500 }, BOUNDS, null)).toEqual({
    ...RECT,
    width: 600,
    height: 400,
  });
  expect(dragHandle(RECT, { x: -1, y: -1 }, { x: 600, y: 400 }, BOUNDS, null)).toEqual({
    x: 500,
    y: 300,
    width: 100,
    height: 100,
  });
  expect(dragHandle(RECT, { x: 1, y: 0 }, { x: 800, y: 9 }, BOUNDS, null)).toEqual({ ...RECT, width: 700 });
});

it('takes another shape around its middle', () => {
  expect(withRatio({ x: 100, y: 100, width: 400, height: 400 }, 16 / 9, BOUNDS)).toEqual({
    x: 34,
    y: 150,
    width: 534,
    height: 300,
  });
});

it('stays in the still and even, whatever is done to it', () => {
  const point = fc.record({
    x: fc.double({ min: -900, max: 3_000, noNaN: true }),
    y: fc.integer({ min: -900, max: 3_000 }),
  });
  const size = fc.record({ width: fc.integer({ min: 64, max: 2_000 }), height: fc.integer({ min: 64, max: 2_000 }) });
  const ratio = fc.constantFrom(null, 16 / 9, 1, 9 / 16);
  const handle = fc.constantFrom<Handle>({ x: -1, y: -1 }, { x: 1, y: -1 }, { x: 0, y: 1 }, { x: -1, y: 0 });
  fc.assert(
    fc.property(size, point, point, point, ratio, handle, size, (still, a, b, c, shape, held, other) => {
      const bounds = boundsOf(still);
      const drawn = drawRect(a, b, bounds, shape);
      const rects = [
        drawn,
        moveRect(drawn, c, bounds),
        dragHandle(drawn, held, c, bounds, shape),
        resizeRect(drawn, other, bounds, shape),
        defaultRect(bounds, shape),
      ];
      for (const { x, y, width, height } of rects) {
        expect([x, y, width, height].every((side) => side >= 0 && side % 2 === 0)).toBe(true);
        expect([x + width <= bounds.width, y + height <= bounds.height]).toEqual([true, true]);
      }
    }),
  );
});
