import { type Clock, inTime } from '../../base/clock.ts';
import type { FrameReader } from './composer.ts';
import type { Frame } from './frames.ts';

/** Copying takes a millisecond or two, on a busy machine a few dozen. */
const COPY_PATIENCE_MS = 400;
/** After this many failures in a row, frames are no longer copied. */
const MOST_FAILURES = 3;

/**
 * Reads copies of a camera's frames, and closes the camera's own at once: a camera has room for very few. An encoder that opens
 * holds four for half a second. And Chromium delivers no further frame while a page holds two of them anywhere in its
 * process: with one that was left behind, keeping the latest would stop the picture for good.
 *
 * If copying fails repeatedly, the camera's own frames are passed on.
 */
export function ownFrames<F extends Frame>(
  reader: FrameReader<F>,
  copy: (frame: F) => Promise<F>,
  clock: Pick<Clock, 'wait'>,
): FrameReader<F> {
  let failures = 0;
  return {
    async read() {
      const { done, value } = await reader.read();
      if (value === undefined || failures >= MOST_FAILURES) return { done, value };
      try {
        const own = await inTime(copy(value), COPY_PATIENCE_MS, clock, 'A frame is not copied.', (late) =>
          late.close(),
        );
        failures = 0;
        return { done, value: own };
      } catch (error) {
        failures += 1;
        console.warn('A camera’s frame could not be copied.', error);
        return { done };
      } finally {
        value.close();
      }
    },
    cancel: () => reader.cancel(),
  };
}

/**
 * A frame in memory of our own. It doesn't know when it was captured: recorders take the time they get it. It has a timestamp by
 * the worker's clock, as the frames that go out: restamped from the camera's own clock, Chromium 156 never starts to record
 * them together with sound.
 */
export async function copyVideoFrame(frame: VideoFrame): Promise<VideoFrame> {
  const { displayWidth, displayHeight, visibleRect } = frame;
  const timestamp = Math.round(performance.now() * 1_000);
  // Frames in a GPU's memory may have no format that is known.
  const format = frame.format ?? 'RGBA';
  const options = frame.format === null ? { format } : {};
  const bytes = new Uint8Array(frame.allocationSize(options));
  const colorSpace = frame.format === null ? undefined : frame.colorSpace.toJSON();
  const codedWidth = visibleRect?.width ?? frame.codedWidth;
  const codedHeight = visibleRect?.height ?? frame.codedHeight;
  const layout = await frame.copyTo(bytes, options);
  const kind: VideoFrameBufferInit & { readonly transfer: readonly ArrayBuffer[] } = {
    format,
    codedWidth,
    codedHeight,
    displayWidth,
    displayHeight,
    timestamp,
    layout,
    ...(colorSpace === undefined ? {} : { colorSpace }),
    // The types don't know it yet.
    transfer: [bytes.buffer],
  };
  return new VideoFrame(bytes, kind);
}
