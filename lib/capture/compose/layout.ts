import { evenDown, type Size } from '../../base/pixels.ts';
import type { Bubble } from '../../recording/bubble.ts';
import type { Rect } from '../../recording/crop.ts';

/** The bubble's side, as a share of the picture's shorter side. */
const SIDE_SHARE = { small: 0.2, medium: 0.28, large: 0.4 } as const;
/** Its distance from the edges, as a share of the picture's shorter side. */
const MARGIN_SHARE = 0.03;

/** Where the bubble is in a picture of this size. All values are even, because of chroma subsampling. */
export function bubbleArea(picture: Size, { corner, size }: Bubble): Rect {
  const shorter = Math.min(picture.width, picture.height);
  const side = evenDown(shorter * SIDE_SHARE[size]);
  const margin = evenDown(shorter * MARGIN_SHARE);
  return {
    x: corner.endsWith('Left') ? margin : evenDown(picture.width - side - margin),
    y: corner.startsWith('top') ? margin : evenDown(picture.height - side - margin),
    width: side,
    height: side,
  };
}

/** The central square of a picture. */
export function squareOf({ width, height }: Size): Rect {
  const side = Math.min(width, height);
  return { x: Math.floor((width - side) / 2), y: Math.floor((height - side) / 2), width: side, height: side };
}

/** Where a picture goes in a frame of another size: as large as possible, undistorted. */
export function letterbox({ width, height }: Size, frame: Size): Rect {
  // A picture that is one pixel short of an even side isn't scaled, and stays sharp.
  const lacks = { x: frame.width - width, y: frame.height - height };
  if (lacks.x >= 0 && lacks.x <= 1 && lacks.y >= 0 && lacks.y <= 1) return { x: 0, y: 0, width, height };
  const scale = Math.min(frame.width / width, frame.height / height);
  const fitted = {
    width: Math.min(frame.width, evenDown(width * scale)),
    height: Math.min(frame.height, evenDown(height * scale)),
  };
  return {
    ...fitted,
    x: evenDown((frame.width - fitted.width) / 2),
    y: evenDown((frame.height - fitted.height) / 2),
  };
}

/**
 * The smallest size with even sides that is not smaller. Encoders require even sides, and squeezing a pixel away blurs
 * text.
 */
export function evenSize({ width, height }: Size): Size {
  return { width: Math.ceil(width / 2) * 2, height: Math.ceil(height / 2) * 2 };
}
