import type { Frame } from './frames.ts';
import { copyPixels, type Pixels } from './own-frames.ts';
import { type PlanarKind, planarKindOf } from './planar-frame.ts';

/** One buffer is for the picture that is shown, one for the next, and one may still be drawn. */
const MOST_SPARES = 3;

/** What the pictures of one frame share. */
interface Shared {
  users: number;
  toFrame(): VideoFrame;
  release(): void;
}

/**
 * A camera's picture for the bubble, in memory of our own. It isn't a `VideoFrame`, because Chromium uses the memory of closed
 * frames again only while all that a worker makes have the same size: with a camera's between them, each frame that goes out would
 * get new memory, which can take longer than drawing it.
 */
export class CameraPicture implements Frame {
  readonly displayWidth: number;
  readonly displayHeight: number;
  /** Null: only a canvas can draw it. */
  readonly planar: (PlanarKind & { readonly pixels: Pixels }) | null;
  readonly #shared: Shared;
  #isClosed = false;

  private constructor(like: Pick<CameraPicture, 'displayWidth' | 'displayHeight' | 'planar'>, shared: Shared) {
    this.displayWidth = like.displayWidth;
    this.displayHeight = like.displayHeight;
    this.planar = like.planar;
    this.#shared = shared;
    shared.users += 1;
  }

  /**
   * @param kind of the frame that was copied; null if it isn't planar.
   * @param giveBack gets the memory when no picture uses it any more.
   */
  static copied(pixels: Pixels, kind: PlanarKind | null, giveBack: (bytes: Pixels['bytes']) => void): CameraPicture {
    const { bytes, init } = pixels;
    return new CameraPicture(
      {
        displayWidth: init.displayWidth,
        displayHeight: init.displayHeight,
        planar: kind && { ...kind, pixels },
      },
      { users: 0, toFrame: () => new VideoFrame(bytes, { ...init, timestamp: 0 }), release: () => giveBack(bytes) },
    );
  }

  /** The camera's own frame, which is closed with the picture. */
  static around(frame: VideoFrame): CameraPicture {
    const { displayWidth, displayHeight } = frame;
    return new CameraPicture(
      { displayWidth, displayHeight, planar: null },
      { users: 0, toFrame: () => frame.clone(), release: () => frame.close() },
    );
  }

  /** The same picture, to be closed by itself. */
  clone(): CameraPicture {
    return new CameraPicture(this, this.#shared);
  }

  /** For a canvas. The caller closes it. */
  toFrame(): VideoFrame {
    return this.#shared.toFrame();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#shared.users -= 1;
    if (this.#shared.users === 0) this.#shared.release();
  }
}

/** Makes such pictures, in a few buffers that are used again. A copy that hangs keeps its buffer. */
export function pictureCopier(): (frame: VideoFrame) => Promise<CameraPicture> {
  const spares: Pixels['bytes'][] = [];
  return async (frame) => {
    const kind = planarKindOf(frame);
    const pixels = await copyPixels(frame, spares.pop());
    return CameraPicture.copied(pixels, kind, (bytes) => {
      if (spares.length < MOST_SPARES) spares.push(bytes);
    });
  };
}
