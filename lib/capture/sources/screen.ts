import { CaptureError } from '../capture-error.ts';
import { type OpenSource, pictureOf } from './source-streams.ts';

const MAX_FRAME_RATE = 30;

/** What the standard's types do not know yet: https://www.w3.org/TR/screen-capture/#displaymediastreamoptions */
interface PickerOptions extends DisplayMediaStreamOptions {
  readonly systemAudio: 'include';
  readonly surfaceSwitching: 'include';
  readonly selfBrowserSurface: 'exclude';
}

/** Unprocessed sound: echo and noise removal are made for speech. */
const AS_IT_IS = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };

/**
 * What you choose in the browser's picker: a screen, a window or a tab, with its sound if the browser offers it.
 * Chromium opens the picker for a document without a window, and requires no click in it.
 */
export const openScreen: OpenSource = async (_request, opened) => {
  const stream = await askForScreen();
  opened(stream);
  const hasSound = stream.getAudioTracks().length > 0;
  return { picture: pictureOf(stream), camera: null, sound: hasSound ? stream : null, deviceName: null };
};

/** @throws CaptureError */
async function askForScreen(): Promise<MediaStream> {
  const options: PickerOptions = {
    video: { frameRate: { max: MAX_FRAME_RATE } },
    audio: AS_IT_IS,
    systemAudio: 'include',
    surfaceSwitching: 'include',
    selfBrowserSurface: 'exclude',
  };
  try {
    return await navigator.mediaDevices.getDisplayMedia(options);
  } catch (cause) {
    const name = cause instanceof Error ? cause.name : '';
    // Canceled in the picker, or forbidden by a policy or the system: the browser doesn't distinguish them.
    if (name === 'NotAllowedError') throw new CaptureError('permission', { id: 'capture.screenNotChosen' }, { cause });
    throw new CaptureError('failed', { id: 'capture.screenFailed', text: name || String(cause) }, { cause });
  }
}
