import { type Clock, inTime } from '../../base/clock.ts';
import type { FrameReader } from './feed.ts';
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
 * @param asItIs for the camera's own frames: they are passed on if copying fails repeatedly.
 */
export function ownFrames<F extends Frame, P extends Frame>(
  reader: FrameReader<F>,
  copy: (frame: F) => Promise<P>,
  asItIs: (frame: F) => P,
  clock: Pick<Clock, 'wait'>,
): FrameReader<P> {
  let failures = 0;
  return {
    async read() {
      const { done, value } = await reader.read();
      if (value === undefined) return { done };
      if (failures >= MOST_FAILURES) return { done, value: asItIs(value) };
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

/** A frame's pixels in memory. */
export interface Pixels {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** All that a frame of them needs but its timestamp. `layout`: where the planes are. */
  readonly init: Omit<VideoFrameBufferInit, 'timestamp'> & {
    readonly layout: PlaneLayout[];
    readonly displayWidth: number;
    readonly displayHeight: number;
  };
}

/** Copies what is visible of a frame into `spare`, or into new memory if that has another length. */
export async function copyPixels(frame: VideoFrame, spare?: Pixels['bytes']): Promise<Pixels> {
  const { format: known, displayWidth, displayHeight, visibleRect, colorSpace } = frame;
  // Frames in a GPU's memory may have no format that is known. With an A, recorders would encode transparency, a second picture.
  const format = known ?? 'RGBX';
  const options = known === null ? { format } : {};
  const neededBytes = frame.allocationSize(options);
  const bytes = spare?.length === neededBytes ? spare : new Uint8Array(neededBytes);
  const codedWidth = visibleRect?.width ?? frame.codedWidth;
  const codedHeight = visibleRect?.height ?? frame.codedHeight;
  const colours = known === null ? {} : { colorSpace: colorSpace.toJSON() };
  const layout = await frame.copyTo(bytes, options);
  return { bytes, init: { format, layout, codedWidth, codedHeight, displayWidth, displayHeight, ...colours } };
}

/**
 * Makes frames in memory of our own. They don't know when they were captured: recorders take the time they get them. They have a
 * timestamp by the worker's clock, like the frames that go out: restamped from the camera's own clock, Chromium 156 never
 * starts to record them together with sound.
 */
export function frameCopier(): (frame: VideoFrame) => Promise<VideoFrame> {
  // One buffer for all frames, as a `VideoFrame` takes a copy of it: new ones cost a tenth of the CPU. A copy that hangs keeps it.
  let spare: Pixels['bytes'] | undefined;
  return async (frame) => {
    const copying = copyPixels(frame, spare);
    spare = undefined;
    const { bytes, init } = await copying;
    spare = bytes;
    return new VideoFrame(bytes, { ...init, timestamp: Math.round(performance.now() * 1_000) });
  };
}
