import { inTime, systemClock } from '../../base/clock.ts';
import type { DeviceChoice } from '../../recording/capture-choices.ts';
import { chooseable, findDevice } from '../../recording/find-device.ts';
import type { OpenedDevice } from '../watch/device-keeper.ts';

/** The browser lists devices promptly, or never. */
const LIST_PATIENCE_MS = 1_500;

/** The devices of one kind; empty if the browser doesn't list them. */
export async function listDevices(kind: 'audioinput' | 'videoinput'): Promise<readonly MediaDeviceInfo[]> {
  try {
    const listed = navigator.mediaDevices.enumerateDevices();
    return chooseable(await inTime(listed, LIST_PATIENCE_MS, systemClock, 'Devices are not listed.'), kind);
  } catch (error) {
    console.warn('Devices are not listed.', error);
    return [];
  }
}

/** Calls back when a device is plugged in or unplugged. Returns a function that stops this. */
export function onDevicesChanged(callback: () => void): () => void {
  const { mediaDevices } = navigator;
  mediaDevices.addEventListener('devicechange', callback);
  return () => mediaDevices.removeEventListener('devicechange', callback);
}

/** Whether the browser lists a device. */
export async function isListed(choice: DeviceChoice, kind: 'audioinput' | 'videoinput'): Promise<boolean> {
  return findDevice(choice, await listDevices(kind)) !== null;
}

/**
 * Opens the chosen device, or the browser's default if it's not there. Tries the chosen one even if the browser doesn't
 * list it: devices may be hidden, and a list may come too late.
 * @param open opens the device with this id; null: the default.
 * @throws what `open` throws.
 */
export async function openChosen(
  choice: DeviceChoice | null,
  kind: 'audioinput' | 'videoinput',
  open: (deviceId: string | null) => Promise<MediaStream>,
): Promise<OpenedDevice> {
  const opened = (stream: MediaStream, isOther: boolean): OpenedDevice => ({
    stream,
    name: stream.getTracks()[0]?.label || null,
    isOther,
  });
  if (choice === null) return opened(await open(null), false);
  const id = findDevice(choice, await listDevices(kind))?.deviceId ?? choice.id;
  try {
    return opened(await open(id), false);
  } catch (error) {
    if (!isMissing(error)) throw error;
    console.debug('The chosen device is not there.', error);
    return opened(await open(null), true);
  }
}

/** Names from https://w3c.github.io/mediacapture-main/#dom-mediadevices-getusermedia */
function isMissing(error: unknown): boolean {
  // For a long time, `OverconstrainedError` was not an Error.
  const name: unknown = typeof error === 'object' && error !== null && 'name' in error ? error.name : null;
  return name === 'OverconstrainedError' || name === 'NotFoundError';
}
