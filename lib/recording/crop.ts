import * as v from 'valibot';
import { evenDown, evenNear, type Size } from '../base/pixels.ts';
import { isSameView, ROUNDING_PIXELS, type TabView } from './tab-view.ts';

/** An area that is shorter or narrower than this is not worth recording. Pixels. */
export const MIN_CROP_PIXELS = 64;

/** See {@link Rect}. */
export const rectSchema = v.object({
  x: v.pipe(v.number(), v.minValue(0)),
  y: v.pipe(v.number(), v.minValue(0)),
  width: v.pipe(v.number(), v.minValue(0)),
  height: v.pipe(v.number(), v.minValue(0)),
});

/** A rectangle from the upper left corner of a picture: in pixels, or in shares of the picture’s sides. */
export type Rect = v.InferOutput<typeof rectSchema>;

/** See {@link Crop}. */
export const cropSchema = v.object({
  /** In pixels of the still. */
  rect: rectSchema,
  /** The size of the still that it was chosen on, in pixels. */
  still: v.object({ width: v.pipe(v.number(), v.minValue(1)), height: v.pipe(v.number(), v.minValue(1)) }),
  /** Pixels of the still for each CSS pixel of the tab. */
  pixelRatio: v.pipe(v.number(), v.minValue(0.1)),
  /** The page's zoom. */
  zoom: v.optional(v.number(), 1),
});

/** The area of a tab to record, as it was chosen on a still of the tab. */
export type Crop = v.InferOutput<typeof cropSchema>;

/** Where an area is in a tab of another size than the one that it was chosen on, perhaps. */
export interface PlacedCrop {
  /** In shares of the tab’s sides. */
  readonly share: Rect;
  /** In pixels of the tab. */
  readonly size: Size;
  /** Whether the tab has another size or zoom now. */
  readonly isMoved: boolean;
  /** Whether there is too little of it to record. */
  readonly isTooSmall: boolean;
}

/**
 * Finds the area in the tab as it is now. In a tab of another size it keeps its own size, and its place unless it would not
 * fit there: what is at the top left of a page stays where it is when the window becomes larger.
 * @param viewport in CSS pixels.
 */
export function placeCrop({ rect, still, pixelRatio, zoom }: Crop, viewport: TabView): PlacedCrop {
  const now = { width: viewport.width * pixelRatio, height: viewport.height * pixelRatio };
  const differs = (side: 'width' | 'height') => Math.abs(now[side] - still[side]) > ROUNDING_PIXELS;
  const within = differs('width') || differs('height') ? now : still;
  const size = { width: Math.min(rect.width, within.width), height: Math.min(rect.height, within.height) };
  return {
    share: {
      x: Math.min(rect.x, within.width - size.width) / within.width,
      y: Math.min(rect.y, within.height - size.height) / within.height,
      width: size.width / within.width,
      height: size.height / within.height,
    },
    size: { width: evenDown(size.width), height: evenDown(size.height) },
    isMoved: !isSameView({ ...now, zoom: viewport.zoom }, { ...still, zoom }),
    isTooSmall: isTooSmall(size),
  };
}

/** Whether an area is too small to record. In pixels. */
export function isTooSmall({ width, height }: Size): boolean {
  return Math.min(width, height) < MIN_CROP_PIXELS;
}

/**
 * The pixels of an area in a picture of this size: all of them even, because chroma is stored at half the resolution, and
 * all of them in the picture.
 * @param share in shares of the picture’s sides.
 */
export function rectIn(share: Rect, picture: Size): Rect {
  const [x, width] = along(share.x, share.width, picture.width);
  const [y, height] = along(share.y, share.height, picture.height);
  return { x, y, width, height };
}

function along(from: number, length: number, side: number): readonly [from: number, length: number] {
  const most = Math.max(2, evenDown(side));
  const pixels = Math.min(most, Math.max(2, evenNear(length * side)));
  return [Math.min(most - pixels, Math.max(0, evenNear(from * side))), pixels];
}
