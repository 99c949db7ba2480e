import { type Rect, rectIn } from '../../recording/crop.ts';
import type { FrameReader } from './feed.ts';
import type { Frame } from './frames.ts';

/** A frame that can be cropped. */
interface CroppableFrame extends Frame {
  /** Where its picture is in its buffer. */
  readonly visibleRect: Rect | null;
}

/**
 * Reads a source's frames, cropped to the same part. The part refers to the whole frame's buffer: no pixel is copied. A
 * frame that can't be cropped is dropped: what you cut away must not be seen.
 * @param share in shares of the picture's sides; null: all of it.
 * @param crop makes a frame from a part of another one, in pixels of its buffer.
 */
export function croppedFrames<F extends CroppableFrame>(
  reader: FrameReader<F>,
  share: Rect | null,
  crop: (frame: F, rect: Rect) => F,
): FrameReader<F> {
  if (share === null) return reader;
  return {
    async read() {
      const { done, value } = await reader.read();
      if (value === undefined) return { done };
      try {
        return { done, value: crop(value, visiblePart(value, share)) };
      } catch (error) {
        console.warn('A frame could not be cropped.', error);
        return { done };
      } finally {
        value.close();
      }
    },
    cancel: () => reader.cancel(),
  };
}

/** A part of a browser frame. */
export function cropVideoFrame(frame: VideoFrame, rect: Rect): VideoFrame {
  return new VideoFrame(frame, { visibleRect: rect, timestamp: frame.timestamp });
}

function visiblePart({ visibleRect, displayWidth, displayHeight }: CroppableFrame, share: Rect): Rect {
  const { x, y, width, height } = visibleRect ?? { x: 0, y: 0, width: displayWidth, height: displayHeight };
  const part = rectIn(share, { width, height });
  return { ...part, x: x + part.x, y: y + part.y };
}
