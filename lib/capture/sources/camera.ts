import { captureErrorFrom } from '../capture-error.ts';
import type { OpenedDevice } from '../watch/device-keeper.ts';
import { openChosen } from './open-device.ts';
import { type CameraRequest, type OpenSource, pictureOf } from './source-streams.ts';

/** The camera's picture, without sound. */
export const openCamera: OpenSource = async ({ camera: wanted }, opened) => {
  const camera = await openCameraDevice(wanted);
  opened(camera.stream);
  return { picture: pictureOf(camera.stream), camera, sound: null, deviceName: camera.name };
};

/**
 * Opens the chosen camera, or the browser's default if it's not there.
 * @throws CaptureError
 */
export async function openCameraDevice({ device, width, height, frameRate }: CameraRequest): Promise<OpenedDevice> {
  const size = { width: { ideal: width }, height: { ideal: height }, frameRate: { ideal: frameRate } };
  const open = (id: string | null) =>
    navigator.mediaDevices.getUserMedia({ video: { ...(id === null ? {} : { deviceId: { exact: id } }), ...size } });
  try {
    const camera = await openChosen(device, 'videoinput', open);
    for (const picture of camera.stream.getVideoTracks()) picture.contentHint = 'motion';
    return camera;
  } catch (cause) {
    throw captureErrorFrom(cause, 'camera');
  }
}
