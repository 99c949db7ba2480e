import { captureErrorFrom } from '../capture-error.ts';
import type { OpenSource } from './source-streams.ts';

/** Sound only: a tab's, unless you want just the microphone. */
export const openSound: OpenSource = async ({ tab }, opened) => {
  const nothingSeen = { picture: null, camera: null, deviceName: null } as const;
  if (tab === null) return { ...nothingSeen, sound: null };
  const sound = await openTabSound(tab.streamId);
  opened(sound);
  return { ...nothingSeen, sound };
};

/** @throws CaptureError */
async function openTabSound(streamId: string): Promise<MediaStream> {
  const constraints = { audio: { mandatory: { chromeMediaSource: 'tab', chromeMediaSourceId: streamId } } };
  try {
    // The standard's types do not know Chromium's `mandatory`.
    return await navigator.mediaDevices.getUserMedia(constraints as MediaStreamConstraints);
  } catch (cause) {
    throw captureErrorFrom(cause, 'tab');
  }
}
