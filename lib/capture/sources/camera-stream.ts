import { captureErrorFrom } from '../capture-error.ts';

/** What is asked of the camera; it gives what comes nearest. */
export interface CameraWishes {
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
  /** Frames per second. */
  readonly frameRate: number;
}

/**
 * The camera's picture, without sound.
 * @throws CaptureError
 */
export async function openCameraStream(wishes: CameraWishes): Promise<MediaStream> {
  try {
    return await navigator.mediaDevices.getUserMedia({
      video: {
        width: { ideal: wishes.width },
        height: { ideal: wishes.height },
        frameRate: { ideal: wishes.frameRate },
      },
    });
  } catch (cause) {
    throw captureErrorFrom(cause, 'camera');
  }
}

/**
 * The microphone's sound.
 * @throws CaptureError
 */
export async function openMicrophoneStream(): Promise<MediaStream> {
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: true });
  } catch (cause) {
    throw captureErrorFrom(cause, 'microphone');
  }
}
