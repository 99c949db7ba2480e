import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { Size } from '../../base/pixels.ts';
import { isTooSmall, type Rect } from '../../recording/crop.ts';
import {
  boundsOf,
  defaultRect,
  dragHandle,
  drawRect,
  type Handle,
  moveRect,
  type Point,
  resizeRect,
  withRatio,
} from './crop-geometry.ts';

/** Ratios that an area can be locked to, width by height; null: any. */
export const RATIOS = { free: null, '16:9': 16 / 9, '1:1': 1, '9:16': 9 / 16 } as const satisfies Readonly<
  Record<string, number | null>
>;

/** See {@link RATIOS}. */
export type RatioName = keyof typeof RATIOS;

/** Pixels are chosen in twos: chroma has half the resolution. */
const STEP_PIXELS = 2;
/** Anything smaller is a click, not a drag. In pixels of the still. */
const CLICK_PIXELS = 6;

const ARROWS: Readonly<Record<string, Point>> = {
  ArrowLeft: { x: -STEP_PIXELS, y: 0 },
  ArrowRight: { x: STEP_PIXELS, y: 0 },
  ArrowUp: { x: 0, y: -STEP_PIXELS },
  ArrowDown: { x: 0, y: STEP_PIXELS },
};

/** The area being chosen on a still. Everything is in pixels of the still. */
export interface CropModel {
  readonly bounds: Size;
  /** Null: nothing is chosen yet. */
  readonly rect: ReadonlySignal<Rect | null>;
  readonly ratio: ReadonlySignal<RatioName>;
  readonly isDragging: ReadonlySignal<boolean>;
  /** Whether there is an area, and it's large enough. */
  readonly canSave: ReadonlySignal<boolean>;
  readonly isTooSmall: ReadonlySignal<boolean>;
  /** The pointer goes down at a point: on a handle, inside the area, or outside it, where a new one begins. */
  press(at: Point, handle: Handle | null): void;
  drag(to: Point): void;
  release(): void;
  /** Handles a key. Returns whether it was one of ours. */
  pressKey(key: string, isShift: boolean): boolean;
  chooseRatio(name: RatioName): void;
  /** Sets sides as they are typed. */
  set(changes: Partial<Rect>): void;
}

/** Creates the model. `chosen`: the previous area; null: there was none. */
export function createCropModel(still: Size, chosen: Rect | null): CropModel {
  const bounds = boundsOf(still);
  const rect = signal<Rect | null>(chosen === null ? null : moveRect(chosen, { x: 0, y: 0 }, bounds));
  const ratio = signal<RatioName>('free');
  const follow = signal<((to: Point) => Rect) | null>(null);
  let before: Rect | null = null;
  const tooSmall = computed(() => rect.value !== null && isTooSmall(rect.value));
  const ratioNow = () => RATIOS[ratio.peek()];
  const rectOrDefault = () => rect.peek() ?? defaultRect(bounds, ratioNow());
  return {
    bounds,
    rect,
    ratio,
    isDragging: computed(() => follow.value !== null),
    canSave: computed(() => rect.value !== null && !tooSmall.value),
    isTooSmall: tooSmall,
    press(at, handle) {
      const now = rect.peek();
      before = now;
      if (now !== null && handle !== null) follow.value = (to) => dragHandle(now, handle, to, bounds, ratioNow());
      else if (now !== null && contains(now, at)) {
        follow.value = (to) => moveRect(now, { x: to.x - at.x, y: to.y - at.y }, bounds);
      } else follow.value = (to) => drawRect(at, to, bounds, ratioNow());
    },
    drag(to) {
      const next = follow.peek()?.(to);
      if (next !== undefined) rect.value = next;
    },
    release() {
      follow.value = null;
      const now = rect.peek();
      if (now !== null && Math.max(now.width, now.height) < CLICK_PIXELS) rect.value = before;
    },
    pressKey(key, isShift) {
      const by = ARROWS[key];
      if (by === undefined) return false;
      const now = rect.peek();
      if (now === null) rect.value = rectOrDefault();
      else if (isShift) {
        const size = { width: now.width + by.x, height: now.height + by.y };
        rect.value = resizeRect(now, size, bounds, ratioNow());
      } else rect.value = moveRect(now, by, bounds);
      return true;
    },
    chooseRatio(name) {
      ratio.value = name;
      rect.value = withRatio(rectOrDefault(), RATIOS[name], bounds);
    },
    set(changes) {
      const now = rectOrDefault();
      const { x, y, width, height } = { ...now, ...changes };
      const sized = resizeRect(now, { width, height }, bounds, ratioNow());
      rect.value = moveRect(sized, { x: x - sized.x, y: y - sized.y }, bounds);
    },
  };
}

function contains({ x, y, width, height }: Rect, at: Point): boolean {
  return at.x >= x && at.x <= x + width && at.y >= y && at.y <= y + height;
}
