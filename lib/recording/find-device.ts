import type { DeviceChoice } from './capture-choices.ts';

/** What the browser says about a device. */
export interface ListedDevice {
  readonly kind: string;
  readonly deviceId: string;
  readonly groupId: string;
  /** Empty until the browser is allowed to reveal it. */
  readonly label: string;
}

/** Ids that stand for whichever device is the default; that device has an id of its own, too. */
const ALIASES = ['default', 'communications', ''];

/** The computer's own sound, or a program's, as systems call them. */
const WRONG_MICROPHONE =
  /\b(?:monitor of|stereo mix|what u hear|loopback|virtual|blackhole|soundflower|cable output|vb-audio|voicemeeter|null)\b/i;

/** The devices of one kind that you can choose from, each once. */
export function chooseable<D extends ListedDevice>(
  devices: readonly D[],
  kind: 'audioinput' | 'videoinput',
): readonly D[] {
  return devices.filter((device) => device.kind === kind && !ALIASES.includes(device.deviceId));
}

/**
 * Finds the chosen device: by its id, then by its group, then by its label, because browsers may change ids. Null: it
 * isn't connected.
 * @param devices of one kind, see {@link chooseable}.
 */
export function findDevice<D extends ListedDevice>(choice: DeviceChoice, devices: readonly D[]): D | null {
  const same = (property: (device: D) => string, wanted: string) => {
    if (wanted === '') return undefined;
    const found = devices.filter((device) => property(device) === wanted);
    // Two cameras in one computer may share a group; the name then identifies it.
    return found.find(({ label }) => label === choice.label) ?? (found.length === 1 ? found[0] : undefined);
  };
  return (
    devices.find(({ deviceId }) => deviceId === choice.id) ??
    same(({ groupId }) => groupId, choice.groupId) ??
    same(({ label }) => label, choice.label) ??
    null
  );
}

/** A device in the form that is stored. */
export function choiceOf({ deviceId, groupId, label }: ListedDevice): DeviceChoice {
  return { id: deviceId, groupId, label };
}

/** Whether a microphone's name shows that it isn't a real one: it would record the computer's sound, or nothing. */
export function looksWrong(label: string): boolean {
  return WRONG_MICROPHONE.test(label);
}
