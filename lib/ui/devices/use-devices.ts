import { type ReadonlySignal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { chooseable, type ListedDevice } from '../../recording/find-device.ts';

/** The kinds of devices that can be chosen. */
export type DeviceKind = 'audioinput' | 'videoinput';

/** What can be chosen of one kind, and what the browser uses where nothing was chosen. */
export interface DeviceList {
  readonly devices: readonly ListedDevice[];
  /** Null where the browser does not tell. */
  readonly defaultName: string | null;
}

const NONE: DeviceList = { devices: [], defaultName: null };

/** The devices of one kind, as long as the component is shown. None as long as the browser may not reveal their names. */
export function useDevices(kind: DeviceKind): ReadonlySignal<DeviceList> {
  const list = useSignal<DeviceList>(NONE);
  useEffect(() => {
    const { mediaDevices } = navigator;
    const look = () => {
      mediaDevices.enumerateDevices().then(
        (all) => {
          list.value = listOf(all, kind);
        },
        (error: unknown) => console.warn('Devices are not listed.', error),
      );
    };
    look();
    mediaDevices.addEventListener('devicechange', look);
    return () => mediaDevices.removeEventListener('devicechange', look);
  }, [kind, list]);
  return list;
}

/** What can be chosen of all devices that the browser lists. */
export function listOf(all: readonly ListedDevice[], kind: DeviceKind): DeviceList {
  const devices = chooseable(all, kind);
  if (devices.some(({ label }) => label === '')) return NONE;
  const alias = all.find((device) => device.kind === kind && device.deviceId === 'default');
  const real = alias === undefined ? devices[0] : devices.find(({ groupId }) => groupId === alias.groupId);
  return { devices, defaultName: real?.label ?? null };
}
