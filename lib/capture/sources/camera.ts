import { captureErrorFrom } from '../capture-error.ts';
import { type CameraRequest, type OpenSource, pictureOf } from './source-streams.ts';

/** The camera's picture, without sound. */
export const openCamera: OpenSource = async ({ camera }, opened) => {
  const stream = await openCameraStream(camera);
  opened(stream);
  const picture = pictureOf(stream);
  return { picture, sound: null, deviceName: picture.label || null };
};

/** @throws CaptureError */
async function openCameraStream({ device, width, height, frameRate }: CameraRequest): Promise<MediaStream> {
  try {
    return await navigator.mediaDevices.getUserMedia({
      video: {
        ...(device === null ? {} : { deviceId: { ideal: device.id } }),
        width: { ideal: width },
        height: { ideal: height },
        frameRate: { ideal: frameRate },
      },
    });
  } catch (cause) {
    throw captureErrorFrom(cause, 'camera');
  }
}
