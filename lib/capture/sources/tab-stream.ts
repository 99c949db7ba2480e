import { captureErrorFrom } from '../capture-error.ts';
import { FULL_HD, fitSize, type Size } from '../fit-size.ts';

const MAX_FRAME_RATE = 30;
/** Frames come only when the page changes; this many are repeated, so that a still page keeps the recording moving. */
const MIN_FRAME_RATE = 10;

/** Chromium's own way to name a tab as the source: https://developer.chrome.com/docs/extensions/reference/api/tabCapture */
interface TabConstraints {
  readonly mandatory: {
    readonly chromeMediaSource: 'tab';
    readonly chromeMediaSourceId: string;
    readonly maxWidth?: number;
    readonly maxHeight?: number;
    readonly minFrameRate?: number;
    readonly maxFrameRate?: number;
  };
}

/**
 * The picture and the sound of a tab. Its id is good for one use, within seconds.
 * From then on the tab is silent for the person unless its sound is played again.
 * @param viewport the tab's viewport in device pixels; null when it is not known. Without it the picture would have the
 * size of the screen, with bars around the page.
 * @throws CaptureError
 */
export async function openTabStream(streamId: string, viewport: Size | null): Promise<MediaStream> {
  const { width, height } = fitSize(viewport ?? FULL_HD, FULL_HD);
  const source = { chromeMediaSource: 'tab', chromeMediaSourceId: streamId } as const;
  const constraints: { audio: TabConstraints; video: TabConstraints } = {
    audio: { mandatory: source },
    video: {
      mandatory: {
        ...source,
        maxWidth: width,
        maxHeight: height,
        minFrameRate: MIN_FRAME_RATE,
        maxFrameRate: MAX_FRAME_RATE,
      },
    },
  };
  try {
    // The standard's types do not know Chromium's `mandatory`.
    return await navigator.mediaDevices.getUserMedia(constraints as MediaStreamConstraints);
  } catch (cause) {
    throw captureErrorFrom(cause, 'tab');
  }
}
