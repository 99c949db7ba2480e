import type { CaptureChoices, DeviceChoice } from '../../recording/capture-choices.ts';
import { captureErrorFrom } from '../capture-error.ts';
import type { OpenedDevice } from '../watch/device-keeper.ts';
import { openChosen } from './open-device.ts';

/** Which microphone to open, and how. */
export interface MicrophoneRequest {
  /** Null: the browser's default. */
  readonly device: DeviceChoice | null;
  readonly mode: CaptureChoices['microphoneMode'];
  /** How much louder than the tab it is while someone speaks, in decibels; null: unchanged. Not for music. */
  readonly voiceAboveDb: number | null;
}

/** Echo and noise removal are made for speech: they treat a steady tone as noise. */
const AS_IT_IS = {
  echoCancellation: false,
  noiseSuppression: false,
  autoGainControl: false,
  channelCount: { ideal: 2 },
};

/**
 * Opens the chosen microphone, or the browser's default if it's not there.
 * @throws CaptureError
 */
export async function openMicrophone({ device, mode }: MicrophoneRequest): Promise<OpenedDevice> {
  const wishes = mode === 'music' ? AS_IT_IS : {};
  const open = (id: string | null) =>
    navigator.mediaDevices.getUserMedia({ audio: { ...(id === null ? {} : { deviceId: { exact: id } }), ...wishes } });
  try {
    return await openChosen(device, 'audioinput', open);
  } catch (cause) {
    throw captureErrorFrom(cause, 'microphone');
  }
}
