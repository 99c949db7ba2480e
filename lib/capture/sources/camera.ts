import { captureErrorFrom } from '../capture-error.ts';
import { openChosen } from './open-device.ts';
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
    const size = { width: { ideal: width }, height: { ideal: height }, frameRate: { ideal: frameRate } };
    const open = (id: string | null) =>
      navigator.mediaDevices.getUserMedia({ video: { ...(id === null ? {} : { deviceId: { exact: id } }), ...size } });
    return (await openChosen(device, 'videoinput', open)).stream;
  } catch (cause) {
    throw captureErrorFrom(cause, 'camera');
  }
}
