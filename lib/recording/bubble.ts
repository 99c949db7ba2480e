import * as v from 'valibot';

/** The shapes of the camera's bubble. */
export const BUBBLE_SHAPES = ['round', 'square'] as const;
/** The corners it can be in. */
export const BUBBLE_CORNERS = ['topLeft', 'topRight', 'bottomLeft', 'bottomRight'] as const;
/** The sizes it can have. */
export const BUBBLE_SIZES = ['small', 'medium', 'large'] as const;

/** The shape of a {@link Bubble}, for parsing. */
export const bubbleSchema = v.object({
  shape: v.picklist(BUBBLE_SHAPES),
  corner: v.picklist(BUBBLE_CORNERS),
  size: v.picklist(BUBBLE_SIZES),
});

/** How the camera is shown over the tab's picture. */
export type Bubble = v.InferOutput<typeof bubbleSchema>;

/** The default bubble. */
export const DEFAULT_BUBBLE: Bubble = { shape: 'round', corner: 'bottomRight', size: 'medium' };
