import type { CaptureChoices, DeviceChoice } from '../../recording/capture-choices.ts';
import { captureErrorFrom } from '../capture-error.ts';

/** What is asked of the microphone. */
export interface MicrophoneRequest {
  /** Null: the browser's default. */
  readonly device: DeviceChoice | null;
  readonly mode: CaptureChoices['microphoneMode'];
}

/** Echo and noise removal are made for speech: they take a steady tone for noise. */
const AS_IT_IS = {
  echoCancellation: false,
  noiseSuppression: false,
  autoGainControl: false,
  channelCount: { ideal: 2 },
};

/**
 * The microphone's sound.
 * @throws CaptureError
 */
export async function openMicrophoneStream({ device, mode }: MicrophoneRequest): Promise<MediaStream> {
  try {
    return await navigator.mediaDevices.getUserMedia({
      audio: {
        ...(device === null ? {} : { deviceId: { ideal: device.id } }),
        ...(mode === 'music' ? AS_IT_IS : {}),
      },
    });
  } catch (cause) {
    throw captureErrorFrom(cause, 'microphone');
  }
}
