import { type Clock, inTime } from '../../base/clock.ts';
import type { Size } from '../../base/pixels.ts';
import type { Rect } from '../../recording/crop.ts';
import { type BubbleMask, blendSquare, bubbleMask } from './bubble-mask.ts';
import { CameraSquare } from './camera-square.ts';
import type { DrawFrame } from './canvas-drawing.ts';
import { bubbleArea, letterbox } from './layout.ts';
import { type PlanarKind, planarKindOf } from './planar-frame.ts';
import { blacken, type Layout, layoutOf, movedTo, planesOf } from './planes.ts';
import { blackOf } from './yuv-colours.ts';

/** Copying takes a few milliseconds, on a busy machine a few dozen. */
const COPY_PATIENCE_MS = 400;
/** After this many failures in a row, this way is given up. */
const MOST_FAILURES = 3;

/** A buffer that pictures are copied into, and where in it. The area around stays black. */
interface PictureBuffer {
  readonly key: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly whole: Layout;
  readonly base: Layout;
}

/**
 * Draws on the planes of frames, in the format that encoders take: only the pixels under the bubble are touched. Frames
 * in other formats, and pictures that must be scaled, are drawn on a canvas.
 */
export class PlanesDrawing {
  readonly #onCanvas: DrawFrame;
  readonly #clock: Pick<Clock, 'wait'>;
  readonly #camera = new CameraSquare();
  #picture: PictureBuffer | null = null;
  #mask: { readonly key: string; readonly mask: BubbleMask } | null = null;
  #failures = 0;

  constructor(onCanvas: DrawFrame, clock: Pick<Clock, 'wait'>) {
    this.#onCanvas = onCanvas;
    this.#clock = clock;
  }

  /** See `ComposerPorts.draw`. */
  async draw(...[base, bubble, size, timestampUs]: Parameters<DrawFrame>): Promise<VideoFrame> {
    const kind = planarKindOf(base);
    const place = letterbox({ width: base.displayWidth, height: base.displayHeight }, size);
    const isScaled = place.width !== base.visibleRect?.width || place.height !== base.visibleRect.height;
    const isOther = kind === null || isScaled || bubble?.frame.planar === null;
    if (isOther || this.#failures >= MOST_FAILURES) return this.#onCanvas(base, bubble, size, timestampUs);
    // For the canvas if the copy fails: the caller may close its frames meanwhile.
    const spare = { base: base.clone(), bubble: bubble && { ...bubble, frame: bubble.frame.clone() } };
    try {
      const drawing = this.#drawOnPlanes(kind, place, [base, bubble, size, timestampUs]);
      const drawn = await inTime(drawing, COPY_PATIENCE_MS, this.#clock, 'A frame is not copied.', (late) =>
        late.close(),
      );
      this.#failures = 0;
      return drawn;
    } catch (error) {
      this.#failures += 1;
      console.warn('A frame is drawn on a canvas.', error);
      // The browser may still be writing to it.
      this.#picture = null;
      return this.#onCanvas(spare.base, spare.bubble, size, timestampUs);
    } finally {
      spare.base.close();
      spare.bubble?.frame.close();
    }
  }

  async #drawOnPlanes(
    { format, colours }: PlanarKind,
    place: Rect,
    [base, bubble, size, timestamp]: Parameters<DrawFrame>,
  ): Promise<VideoFrame> {
    const { bytes, whole, base: layout } = this.#bufferFor(size, place, { format, colours });
    const area = bubble && bubbleArea(size, bubble.look);
    // Both may be closed in a moment.
    const copying = base.copyTo(bytes, { layout: [...layout] });
    const square = bubble && area && this.#camera.take(bubble.frame, area.width, colours);
    await copying;
    if (bubble && area && square) {
      blendSquare(planesOf(format, bytes, whole), square, this.#maskFor(bubble.look.shape, area.width), area.x, area.y);
    }
    const { width: codedWidth, height: codedHeight } = size;
    return new VideoFrame(bytes, { format, codedWidth, codedHeight, timestamp, colorSpace: base.colorSpace.toJSON() });
  }

  #bufferFor(size: Size, place: Rect, { format, colours }: PlanarKind): PictureBuffer {
    const key = JSON.stringify([size, place, format, colours]);
    if (this.#picture?.key === key) return this.#picture;
    const whole = layoutOf(format, size.width, size.height);
    const bytes = new Uint8Array((size.width * size.height * 3) / 2);
    blacken(bytes, whole, blackOf(colours));
    this.#picture = { key, bytes, whole, base: movedTo(whole, format, place.x, place.y) };
    return this.#picture;
  }

  #maskFor(shape: Parameters<typeof bubbleMask>[0], side: number): BubbleMask {
    const key = `${shape} ${side}`;
    if (this.#mask?.key !== key) this.#mask = { key, mask: bubbleMask(shape, side) };
    return this.#mask.mask;
  }
}
