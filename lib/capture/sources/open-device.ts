import { inTime, systemClock } from '../../base/clock.ts';
import type { DeviceChoice } from '../../recording/capture-choices.ts';
import { chooseable, findDevice } from '../../recording/find-device.ts';

/** The browser lists devices at once or never. */
const LIST_PATIENCE_MS = 1_500;

/** The devices of one kind; none where the browser does not list them. */
export async function listDevices(kind: 'audioinput' | 'videoinput'): Promise<readonly MediaDeviceInfo[]> {
  try {
    const listed = navigator.mediaDevices.enumerateDevices();
    return chooseable(await inTime(listed, LIST_PATIENCE_MS, systemClock, 'Devices are not listed.'), kind);
  } catch (error) {
    console.warn('Devices are not listed.', error);
    return [];
  }
}

/** Calls back when a device came or went. Returns what ends that. */
export function onDevicesChanged(callback: () => void): () => void {
  const { mediaDevices } = navigator;
  mediaDevices.addEventListener('devicechange', callback);
  return () => mediaDevices.removeEventListener('devicechange', callback);
}

/** Whether the browser lists a device. */
export async function isListed(choice: DeviceChoice, kind: 'audioinput' | 'videoinput'): Promise<boolean> {
  return findDevice(choice, await listDevices(kind)) !== null;
}

/** Which device to ask for. `isOther`: the chosen one is not there, and the browser's default is asked for. */
export interface DeviceWish {
  readonly deviceId: { readonly deviceId?: { readonly exact: string } };
  readonly isOther: boolean;
}

/** What to ask for to get the chosen device, else the browser's default. */
export async function wishFor(choice: DeviceChoice | null, kind: 'audioinput' | 'videoinput'): Promise<DeviceWish> {
  if (choice === null) return { deviceId: {}, isOther: false };
  const found = findDevice(choice, await listDevices(kind));
  return found === null
    ? { deviceId: {}, isOther: true }
    : { deviceId: { deviceId: { exact: found.deviceId } }, isOther: false };
}
