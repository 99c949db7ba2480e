import * as v from 'valibot';

/** Sizes that come from the same window may differ by rounding. Pixels. */
export const ROUNDING_PIXELS = 2;
/** Zoom factors that differ by less are the same step. */
const ROUNDING_ZOOM = 0.01;

/** See {@link TabView}. */
export const tabViewSchema = v.object({
  width: v.number(),
  height: v.number(),
  /** 1: as the page was made. */
  zoom: v.number(),
});

/** What of a page a tab shows: its size, which zooming doesn't change, and its zoom. */
export type TabView = v.InferOutput<typeof tabViewSchema>;

/** Whether the same part of a page is seen. Both in the same pixels. */
export function isSameView(one: TabView, other: TabView): boolean {
  const differs = (side: 'width' | 'height') => Math.abs(one[side] - other[side]) > ROUNDING_PIXELS;
  return !differs('width') && !differs('height') && Math.abs(one.zoom - other.zoom) < ROUNDING_ZOOM;
}
