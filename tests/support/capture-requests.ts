import type { CaptureRequest } from '../../lib/capture/capture.ts';

/** What is asked of a camera that is of no account to a test. */
const ANY_CAMERA = { device: null, width: 1_280, height: 720, frameRate: 30 };

/** The default microphone. */
export const MICROPHONE = { device: null, mode: 'voice', voiceAboveDb: 12 } as const;

/** The camera with the microphone. */
export const CAMERA: CaptureRequest = { source: 'camera', tab: null, camera: ANY_CAMERA, microphone: MICROPHONE };

/** A tab that nobody muted, without the microphone. */
export const TAB = {
  source: 'tab',
  tab: { tabId: 7, streamId: 's', viewport: { width: 800, height: 600 }, isMuted: false },
  camera: ANY_CAMERA,
  microphone: null,
} as const satisfies CaptureRequest;
