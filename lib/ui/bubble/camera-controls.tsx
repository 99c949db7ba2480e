import type { DeviceChoice } from '../../recording/capture-choices.ts';
import { choiceOf } from '../../recording/find-device.ts';
import type { RecordingSnapshot } from '../../recording/snapshot.ts';
import { isLive } from '../../recording/state.ts';
import { t } from '../../words/t.ts';
import { DevicePicker } from '../devices/device-picker.tsx';
import { useDevices } from '../devices/use-devices.ts';
import type { Commands } from '../kit/commands.ts';
import { Switch } from '../kit/inputs.tsx';
import { BubblePicker } from './bubble-picker.tsx';

interface CameraControlsProps {
  readonly recording: RecordingSnapshot;
  readonly commands: Commands;
}

/**
 * The camera of a live recording: which one it is and, over a tab, also whether it's on and its position. Renders
 * nothing without a camera.
 */
export function CameraControls({ recording, commands }: CameraControlsProps) {
  const { id, camera, state } = recording;
  if (camera === null || !isLive(state)) return null;
  const picker = (
    <CameraPicker
      name={camera.name}
      onChoose={(device) => void commands.command('use-camera', { id, device })}
      isOff={commands.pressed.value.has('use-camera')}
    />
  );
  if (camera.bubble === null) return picker;
  return (
    <fieldset class="bubble-controls stack" aria-label={t('ui.bubble.name')}>
      <Switch
        label={t('ui.bubble.camera')}
        isOn={camera.isOn}
        onChange={(isOn) => void commands.command(isOn ? 'camera-on' : 'camera-off', { id })}
      />
      {camera.isOn && picker}
      {camera.isOn && (
        <BubblePicker
          bubble={camera.bubble}
          onChange={(bubble) => void commands.command('place-camera', { id, bubble })}
        />
      )}
    </fieldset>
  );
}

interface CameraPickerProps {
  /** The camera being recorded, by the browser's name for it. */
  readonly name: string | null;
  readonly onChoose: (device: DeviceChoice | null) => void;
  readonly isOff: boolean;
}

/** A choice of another camera, if there are several. */
function CameraPicker({ name, onChoose, isOff }: CameraPickerProps) {
  const list = useDevices('videoinput').value;
  if (list.devices.length < 2) return null;
  const device = list.devices.find(({ label }) => label === name);
  const choice = device === undefined ? null : choiceOf(device);
  return (
    <DevicePicker name={t('ui.device.chooseCamera')} list={list} choice={choice} isOff={isOff} onChoose={onChoose} />
  );
}
