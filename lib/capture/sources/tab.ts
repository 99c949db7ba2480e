import type { Size } from '../../base/pixels.ts';
import { CaptureError, captureErrorFrom } from '../capture-error.ts';
import { fitPixels } from '../fit-size.ts';
import { type OpenSource, type PictureRequest, pictureOf, type TabRequest } from './source-streams.ts';

/**
 * A tab delivers frames only when the page changes. This many a second are repeated, so a still page keeps the
 * recording moving: at least ten a second, because the browser skips some.
 */
const MIN_FRAME_RATE = 12;
/** Used when the page's size isn't known: a screen, with bars around the page. Pixels. */
const LARGE: Size = { width: 3_840, height: 2_160 };

/** Chromium's own way to name a tab as the source: https://developer.chrome.com/docs/extensions/reference/api/tabCapture */
interface TabConstraints {
  readonly mandatory: {
    readonly chromeMediaSource: 'tab';
    readonly chromeMediaSourceId: string;
    readonly minWidth?: number;
    readonly maxWidth?: number;
    readonly minHeight?: number;
    readonly maxHeight?: number;
    readonly minFrameRate?: number;
    readonly maxFrameRate?: number;
  };
}

/** The picture and sound of a tab. From then on you don't hear the tab unless its sound is played again. */
export const openTab: OpenSource = async ({ tab, picture: wanted }, opened) => {
  if (tab === null) throw new CaptureError('failed', { id: 'recorder.noTab' });
  const stream = await openTabStream(tab, wanted);
  opened(stream);
  const picture = pictureOf(stream);
  picture.contentHint = wanted.content === 'film' ? 'motion' : 'detail';
  return { picture, camera: null, sound: stream, deviceName: null };
};

/**
 * Opens the tab in exactly the size of its page: the same minimum as maximum, or Chromium would enlarge a page to the maximum.
 * A window that becomes larger or smaller meanwhile is scaled into that size, with bars. A picture that follows the window
 * would need a format that can change its size, which VP9, VP8 and H.264 as Chromium records them cannot.
 *
 * A page with an odd side is always scaled by a pixel, however its size is asked for: Chromium fits it into a picture whose
 * sides are even, and its text is blurred a little (28 dB against 49 dB).
 * @throws CaptureError
 */
async function openTabStream(
  { streamId, viewport, crop }: TabRequest,
  { maxPixels, frameRate }: PictureRequest,
): Promise<MediaStream> {
  // The limit applies to the recorded area. The tab is never enlarged for it.
  const share = crop === null ? 1 : crop.width * crop.height;
  const { width, height } = fitPixels(viewport ?? LARGE, maxPixels / share);
  const source = { chromeMediaSource: 'tab', chromeMediaSourceId: streamId } as const;
  const constraints: { audio: TabConstraints; video: TabConstraints } = {
    audio: { mandatory: source },
    video: {
      mandatory: {
        ...source,
        minWidth: width,
        maxWidth: width,
        minHeight: height,
        maxHeight: height,
        minFrameRate: MIN_FRAME_RATE,
        maxFrameRate: frameRate,
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
