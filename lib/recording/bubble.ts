import * as v from 'valibot';

/** The shapes of the camera's bubble. */
export const BUBBLE_SHAPES = ['round', 'square'] as const;
/** The corners that it can stand in. */
export const BUBBLE_CORNERS = ['topLeft', 'topRight', 'bottomLeft', 'bottomRight'] as const;
/** How large it can be. */
export const BUBBLE_SIZES = ['small', 'medium', 'large'] as const;

/** What a message carries of a {@link Bubble}. */
export const bubbleSchema = v.object({
  shape: v.picklist(BUBBLE_SHAPES),
  corner: v.picklist(BUBBLE_CORNERS),
  size: v.picklist(BUBBLE_SIZES),
});

/** How the camera's picture stands in the tab's. */
export type Bubble = v.InferOutput<typeof bubbleSchema>;

/** The bubble as long as nothing else was chosen. */
export const DEFAULT_BUBBLE: Bubble = { shape: 'round', corner: 'bottomRight', size: 'medium' };
