import { type ReadonlySignal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { chooseable, type ListedDevice } from '../../recording/find-device.ts';

/** The kinds of devices that can be chosen. */
export type DeviceKind = 'audioinput' | 'videoinput';

/** The choices of one kind, and what the browser uses when nothing is chosen. */
export interface DeviceList {
  readonly devices: readonly ListedDevice[];
  /** Null when the browser doesn't tell. */
  readonly defaultName: string | null;
}

const NONE: DeviceList = { devices: [], defaultName: null };

/** The devices of one kind, while the component is shown. Empty until the browser may reveal their names. */
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

/** The choices among all devices that the browser lists. */
export function listOf(all: readonly ListedDevice[], kind: DeviceKind): DeviceList {
  const devices = chooseable(all, kind);
  if (devices.some(({ label }) => label === '')) return NONE;
  const alias = all.find((device) => device.kind === kind && device.deviceId === 'default');
  const real = alias === undefined ? devices[0] : devices.find(({ groupId }) => groupId === alias.groupId);
  return { devices, defaultName: real?.label ?? null };
}
