import { captureErrorFrom } from '../capture-error.ts';
import { openChosen } from './open-device.ts';
import { type CameraRequest, type OpenSource, pictureOf } from './source-streams.ts';

/** The camera's picture, without sound. */
export const openCamera: OpenSource = async ({ camera }, opened) => {
  const stream = await openCameraStream(camera);
  opened(stream);
  const picture = pictureOf(stream);
  picture.contentHint = 'motion';
  return { picture, camera: null, sound: null, deviceName: picture.label || null };
};

/** The camera's picture alone, for one that takes its place. @throws CaptureError */
export async function openCameraPicture(camera: CameraRequest): Promise<MediaStreamTrack> {
  return pictureOf(await openCameraStream(camera));
}

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
