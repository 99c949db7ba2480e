import { CaptureError, captureErrorFrom } from '../capture-error.ts';
import { FULL_HD, fitSize } from '../fit-size.ts';
import { type OpenSource, pictureOf, type TabRequest } from './source-streams.ts';

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

/** The picture and the sound of a tab. From then on the tab is silent for the person unless its sound is played again. */
export const openTab: OpenSource = async ({ tab }, opened) => {
  if (tab === null) throw new CaptureError('failed', { id: 'recorder.noTab' });
  const stream = await openTabStream(tab);
  opened(stream);
  return { picture: pictureOf(stream), camera: null, sound: stream, deviceName: null };
};

/** Without the viewport the picture would have the size of the screen, with bars around the page. @throws CaptureError */
async function openTabStream({ streamId, viewport }: TabRequest): Promise<MediaStream> {
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
