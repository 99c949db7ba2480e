import type { Size } from '../../base/pixels.ts';
import type { Bubble } from '../../recording/bubble.ts';
import type { Rect } from '../../recording/crop.ts';
import { CORNER_SHARE } from './bubble-mask.ts';
import type { CameraPicture } from './camera-picture.ts';
import { bubbleArea, letterbox, squareOf } from './layout.ts';

/** Draws a frame: see `ComposerPorts.draw`. */
export type DrawFrame = (
  base: VideoFrame,
  bubble: { readonly frame: CameraPicture; readonly look: Bubble } | null,
  size: Size,
  timestampUs: number,
) => VideoFrame;

/**
 * Draws frames of any format on its own canvas, created with the first picture. Without a GPU, this converts every
 * picture to RGBA and back, the most expensive part of a recording.
 */
export function drawOnCanvas(): DrawFrame {
  let canvas: OffscreenCanvas | null = null;
  return (base, bubble, size, timestamp) => {
    canvas ??= new OffscreenCanvas(size.width, size.height);
    const context = canvas.getContext('2d', { alpha: false });
    if (context === null) throw new Error('There is no 2D canvas.');
    drawBase(context, base, size);
    if (bubble !== null) drawBubble(context, bubble.frame, bubble.look, size);
    return new VideoFrame(canvas, { timestamp, alpha: 'discard' });
  };
}

function drawBase(context: OffscreenCanvasRenderingContext2D, base: VideoFrame, size: Size): void {
  const area = letterbox({ width: base.displayWidth, height: base.displayHeight }, size);
  if (area.width !== size.width || area.height !== size.height) context.clearRect(0, 0, size.width, size.height);
  context.drawImage(base, area.x, area.y, area.width, area.height);
}

function drawBubble(
  context: OffscreenCanvasRenderingContext2D,
  picture: CameraPicture,
  look: Bubble,
  size: Size,
): void {
  const to = bubbleArea(size, look);
  const from = squareOf({ width: picture.displayWidth, height: picture.displayHeight });
  const frame = picture.toFrame();
  context.save();
  try {
    context.clip(outline(to, look));
    context.drawImage(frame, from.x, from.y, from.width, from.height, to.x, to.y, to.width, to.height);
  } finally {
    context.restore();
    frame.close();
  }
}

function outline({ x, y, width, height }: Rect, { shape }: Bubble): Path2D {
  const path = new Path2D();
  if (shape === 'round') path.arc(x + width / 2, y + height / 2, width / 2, 0, 2 * Math.PI);
  else path.roundRect(x, y, width, height, width * CORNER_SHARE);
  return path;
}
