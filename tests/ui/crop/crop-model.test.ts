import { describe, expect, it } from 'vitest';
import { createCropModel } from '../../../lib/ui/crop/crop-model.ts';

const STILL = { width: 1_281, height: 721 };
const CHOSEN = { x: 200, y: 100, width: 640, height: 360 };

describe('a pointer', () => {
  it('draws an area, moves it by its middle, and draws another one beside it', () => {
    const model = createCropModel(STILL, null);
    model.press({ x: 100, y: 100 }, null);
    model.drag({ x: 301, y: 251 });
    expect([model.rect.value, model.isDragging.value]).toEqual([{ x: 100, y: 100, width: 202, height: 152 }, true]);
    model.release();
    model.press({ x: 150, y: 150 }, null);
    model.drag({ x: 170, y: 140 });
    model.release();
    expect(model.rect.value).toEqual({ x: 120, y: 90, width: 202, height: 152 });
    model.drag({ x: 900, y: 700 });
    model.press({ x: 600, y: 600 }, null);
    model.drag({ x: 800, y: 700 });
    model.release();
    expect([model.rect.value, model.isDragging.value]).toEqual([{ x: 600, y: 600, width: 200, height: 100 }, false]);
  });

  it('drags a handle', () => {
    const model = createCropModel(STILL, CHOSEN);
    model.press({ x: 840, y: 460 }, { x: 1, y: 1 });
    model.drag({ x: 900, y: 500 });
    expect(model.rect.value).toEqual({ x: 200, y: 100, width: 700, height: 400 });
  });

  it('that only clicks takes no area away', () => {
    const model = createCropModel(STILL, CHOSEN);
    model.press({ x: 10, y: 10 }, null);
    model.drag({ x: 11, y: 12 });
    model.release();
    expect(model.rect.value).toEqual(CHOSEN);
  });
});

describe('keys', () => {
  it('begin with an area in the middle', () => {
    const model = createCropModel(STILL, null);
    expect(model.canSave.value).toBe(false);
    expect(model.pressKey('ArrowUp', false)).toBe(true);
    expect([model.rect.value, model.canSave.value]).toEqual([{ x: 256, y: 144, width: 768, height: 432 }, true]);
  });

  it('move it by two pixels, resize it with Shift, and leave other keys alone', () => {
    const model = createCropModel(STILL, CHOSEN);
    model.pressKey('ArrowRight', false);
    model.pressKey('ArrowUp', false);
    model.pressKey('ArrowRight', true);
    model.pressKey('ArrowUp', true);
    expect([model.pressKey('a', false), model.rect.value]).toEqual([false, { x: 202, y: 98, width: 642, height: 358 }]);
  });
});

it('holds a shape that was chosen', () => {
  const model = createCropModel(STILL, CHOSEN);
  model.chooseRatio('1:1');
  const { width, height } = model.rect.value ?? CHOSEN;
  expect(width).toBe(height);
  model.pressKey('ArrowRight', true);
  expect(model.rect.value).toMatchObject({ width: width + 2, height: height + 2 });
});

it('takes what is typed, as far as there is room', () => {
  const model = createCropModel(STILL, null);
  model.set({ width: 500 });
  model.set({ height: 301 });
  model.set({ x: 5_000 });
  expect(model.rect.value).toEqual({ x: 780, y: 144, width: 500, height: 302 });
});

it('cannot be saved when it is too small', () => {
  const model = createCropModel(STILL, { ...CHOSEN, width: 62 });
  expect([model.canSave.value, model.isTooSmall.value]).toEqual([false, true]);
  model.pressKey('ArrowRight', true);
  expect([model.canSave.value, model.isTooSmall.value]).toEqual([true, false]);
});
