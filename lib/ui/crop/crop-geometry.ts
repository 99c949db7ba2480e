import { evenDown, evenNear, type Size } from '../../base/pixels.ts';
import type { Rect } from '../../recording/crop.ts';

/** A point in pixels of the still. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Which edges of a rectangle a handle moves: -1 the left or upper one, 1 the right or lower one, 0 none. */
export interface Handle {
  readonly x: -1 | 0 | 1;
  readonly y: -1 | 0 | 1;
}

/** How much of the still the default area covers. */
const DEFAULT_SHARE = 0.6;
const LEAST = 2;

/** The bounds of an area on a still of this size: pixels are chosen in twos. */
export function boundsOf({ width, height }: Size): Size {
  return { width: evenDown(width), height: evenDown(height) };
}

/** The rectangle between two points. `ratio`: width by height; null: any. */
export function drawRect(from: Point, to: Point, bounds: Size, ratio: number | null): Rect {
  const anchor = { x: within(evenNear(from.x), bounds.width), y: within(evenNear(from.y), bounds.height) };
  return span(anchor, to, bounds, ratio);
}

/** Moves a rectangle as far as the bounds allow. */
export function moveRect(rect: Rect, by: Point, bounds: Size): Rect {
  return {
    ...rect,
    x: within(evenNear(rect.x + by.x), bounds.width - rect.width),
    y: within(evenNear(rect.y + by.y), bounds.height - rect.height),
  };
}

/** Drags a handle to a point. */
export function dragHandle(rect: Rect, { x, y }: Handle, to: Point, bounds: Size, ratio: number | null): Rect {
  const right = rect.x + rect.width;
  const lower = rect.y + rect.height;
  const anchor = { x: x < 0 ? right : rect.x, y: y < 0 ? lower : rect.y };
  const target = { x: x === 0 ? right : to.x, y: y === 0 ? lower : to.y };
  return span(anchor, target, bounds, ratio);
}

/** Resizes a rectangle from its upper left corner, which moves only when there's no room. */
export function resizeRect(rect: Rect, size: Size, bounds: Size, ratio: number | null): Rect {
  const widthChanged = size.width !== rect.width;
  const wanted =
    ratio === null
      ? size
      : widthChanged
        ? { width: size.width, height: size.width / ratio }
        : { width: size.height * ratio, height: size.height };
  const scale = ratio === null ? 1 : Math.min(1, bounds.width / wanted.width, bounds.height / wanted.height);
  const side = (pixels: number, most: number) => Math.min(most, Math.max(LEAST, evenNear(pixels * scale)));
  const resized = {
    ...rect,
    width: side(wanted.width, bounds.width),
    height: side(wanted.height, bounds.height),
  };
  return moveRect(resized, { x: 0, y: 0 }, bounds);
}

/** The largest rectangle of a ratio to replace this one, around the same center. */
export function withRatio(rect: Rect, ratio: number | null, bounds: Size): Rect {
  if (ratio === null) return rect;
  const middle = { x: rect.x + rect.width / 2, y: rect.y + rect.height / 2 };
  const area = rect.width * rect.height;
  const wanted = { width: Math.sqrt(area * ratio), height: Math.sqrt(area / ratio) };
  const scale = Math.min(1, bounds.width / wanted.width, bounds.height / wanted.height);
  const width = Math.max(LEAST, evenNear(wanted.width * scale));
  const height = Math.max(LEAST, evenNear(wanted.height * scale));
  const sized = { x: 0, y: 0, width: Math.min(bounds.width, width), height: Math.min(bounds.height, height) };
  return moveRect(sized, { x: middle.x - sized.width / 2, y: middle.y - sized.height / 2 }, bounds);
}

/** A centered area, for starting by keyboard. */
export function defaultRect(bounds: Size, ratio: number | null): Rect {
  const width = evenNear(bounds.width * DEFAULT_SHARE);
  const height = evenNear(bounds.height * DEFAULT_SHARE);
  const middle = { x: evenNear((bounds.width - width) / 2), y: evenNear((bounds.height - height) / 2), width, height };
  return withRatio(middle, ratio, bounds);
}

function span(anchor: Point, to: Point, bounds: Size, ratio: number | null): Rect {
  const [goesLeft, goesUp] = [to.x < anchor.x, to.y < anchor.y];
  const room = {
    width: goesLeft ? anchor.x : bounds.width - anchor.x,
    height: goesUp ? anchor.y : bounds.height - anchor.y,
  };
  let width = Math.min(room.width, Math.abs(to.x - anchor.x));
  let height = Math.min(room.height, Math.abs(to.y - anchor.y));
  if (ratio !== null) {
    width = Math.min(room.width, room.height * ratio, Math.max(width, height * ratio));
    height = width / ratio;
  }
  const size = { width: Math.min(room.width, evenNear(width)), height: Math.min(room.height, evenNear(height)) };
  return { x: goesLeft ? anchor.x - size.width : anchor.x, y: goesUp ? anchor.y - size.height : anchor.y, ...size };
}

function within(pixels: number, most: number): number {
  return Math.min(Math.max(0, most), Math.max(0, pixels));
}
