import type { DeviceChoice } from './capture-choices.ts';

/** What the browser tells of a device. */
export interface ListedDevice {
  readonly kind: string;
  readonly deviceId: string;
  readonly groupId: string;
  /** Empty until the browser may reveal it. */
  readonly label: string;
}

/** Names that the browser gives to whichever device is the default: they stand for one that has an id of its own. */
const ALIASES = ['default', 'communications', ''];

/** Sounds of the computer itself, or of a program, by what systems call them. */
const WRONG_MICROPHONE =
  /\b(?:monitor of|stereo mix|what u hear|loopback|virtual|blackhole|soundflower|cable output|vb-audio|voicemeeter|null)\b/i;

/** The devices of one kind that a person can choose between, each once. */
export function chooseable<D extends ListedDevice>(
  devices: readonly D[],
  kind: 'audioinput' | 'videoinput',
): readonly D[] {
  return devices.filter((device) => device.kind === kind && !ALIASES.includes(device.deviceId));
}

/**
 * The device that was chosen: by its id, else by its group, else by its label, as a browser may give a device another id.
 * Null: it is not there.
 * @param devices of one kind, see {@link chooseable}.
 */
export function findDevice<D extends ListedDevice>(choice: DeviceChoice, devices: readonly D[]): D | null {
  const same = (property: (device: D) => string, wanted: string) => {
    if (wanted === '') return undefined;
    const found = devices.filter((device) => property(device) === wanted);
    // Two cameras of one computer may share a group: the name tells which it is.
    return found.find(({ label }) => label === choice.label) ?? (found.length === 1 ? found[0] : undefined);
  };
  return (
    devices.find(({ deviceId }) => deviceId === choice.id) ??
    same(({ groupId }) => groupId, choice.groupId) ??
    same(({ label }) => label, choice.label) ??
    null
  );
}

/** A device as it is remembered. */
export function choiceOf({ deviceId, groupId, label }: ListedDevice): DeviceChoice {
  return { id: deviceId, groupId, label };
}

/** Whether a microphone's name says that it is none: it would record the computer's sound, or nothing. */
export function looksWrong(label: string): boolean {
  return WRONG_MICROPHONE.test(label);
}
