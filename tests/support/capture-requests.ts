import type { CaptureRequest } from '../../lib/capture/capture.ts';
import type { CapturePicture } from '../../lib/capture/capture-picture.ts';
import type { RecorderWishes } from '../../lib/capture/recorder.ts';
import { DEFAULT_BUBBLE } from '../../lib/recording/bubble.ts';

/** A camera request for tests that don't care about the camera. */
const ANY_CAMERA = { device: null, width: 1_280, height: 720, frameRate: 30 };

/** A picture request for tests that don't care about the picture. */
const ANY_PICTURE = { maxPixels: 1_920 * 1_080, frameRate: 30, content: 'screen' } as const;

/** The default microphone. */
export const MICROPHONE = { device: null, mode: 'voice', voiceAboveDb: 12 } as const;

/** The camera, with the microphone. */
export const CAMERA: CaptureRequest = {
  source: 'camera',
  picture: ANY_PICTURE,
  tab: null,
  camera: ANY_CAMERA,
  microphone: MICROPHONE,
  bubble: DEFAULT_BUBBLE,
};

/** A tab that isn't muted, without the microphone. */
export const TAB = {
  source: 'tab',
  picture: ANY_PICTURE,
  tab: {
    tabId: 7,
    streamId: 's',
    viewport: { width: 800, height: 600, zoom: 1 },
    isMuted: false,
    crop: null,
    isCropMoved: false,
  },
  camera: ANY_CAMERA,
  microphone: null,
  bubble: DEFAULT_BUBBLE,
} as const satisfies CaptureRequest;

/** The picture of a capture, for tests that don't care about it: it never ends. */
export const STILL_PICTURE: CapturePicture = {
  track: {} as MediaStreamTrack,
  replaced: new Promise(() => undefined),
  ended: new Promise(() => undefined),
  frames: () => null,
  given: () => null,
  settings: () => ({}),
  setFlow: () => undefined,
  limitRate: async () => null,
  camera: null,
};

/** Recorder options for tests that don't care about them. */
export const RECORDER = {
  sliceMs: 500,
  videoBitsPerSecond: 5_000_000,
  audioBitsPerSecond: 128_000,
  playsAnywhere: false,
} as const satisfies RecorderWishes;
