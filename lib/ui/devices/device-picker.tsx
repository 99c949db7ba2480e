import type { DeviceChoice } from '../../recording/capture-choices.ts';
import { choiceOf, findDevice } from '../../recording/find-device.ts';
import { t } from '../../words/t.ts';
import type { DeviceList } from './use-devices.ts';

const DEFAULT = '';
const MISSING = 'missing';

interface DevicePickerProps {
  /** The accessible name. */
  readonly name: string;
  readonly list: DeviceList;
  /** Null: the browser's default. */
  readonly choice: DeviceChoice | null;
  readonly onChoose: (choice: DeviceChoice | null) => void;
  readonly isOff?: boolean;
}

/** A list of devices to pick from. If there's no choice, just the name of the only device. */
export function DevicePicker({ name, list, choice, onChoose, isOff = false }: DevicePickerProps) {
  const { devices, defaultName } = list;
  if (devices.length < 2 && choice === null) return <span class="hint device-name">{devices[0]?.label ?? ''}</span>;
  const chosen = choice === null ? null : findDevice(choice, devices);
  return (
    <select
      class="device-picker"
      aria-label={name}
      disabled={isOff}
      value={chosen?.deviceId ?? (choice === null ? DEFAULT : MISSING)}
      onChange={({ currentTarget: { value } }) => {
        const device = devices.find(({ deviceId }) => deviceId === value);
        onChoose(device === undefined ? null : choiceOf(device));
      }}
    >
      <option value={DEFAULT}>
        {defaultName === null ? t('ui.device.default') : t('ui.device.defaultNamed', { name: defaultName })}
      </option>
      {devices.map(({ deviceId, label }) => (
        <option key={deviceId} value={deviceId}>
          {label}
        </option>
      ))}
      {choice !== null && chosen === null && (
        <option value={MISSING} disabled>
          {t('ui.device.missing', { name: choice.label })}
        </option>
      )}
    </select>
  );
}
