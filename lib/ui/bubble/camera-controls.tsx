import type { RecordingSnapshot } from '../../recording/snapshot.ts';
import { isLive } from '../../recording/state.ts';
import { t } from '../../words/t.ts';
import type { Commands } from '../kit/commands.ts';
import { Switch } from '../kit/inputs.tsx';
import { BubblePicker } from './bubble-picker.tsx';

interface CameraControlsProps {
  readonly recording: RecordingSnapshot;
  readonly commands: Commands;
}

/** The camera over the tab of a live recording: off, on, and where it stands. Nothing where there is none. */
export function CameraControls({ recording, commands }: CameraControlsProps) {
  const { id, camera, state } = recording;
  if (camera === null || !isLive(state)) return null;
  return (
    <fieldset class="bubble-controls stack" aria-label={t('ui.bubble.name')}>
      <Switch
        label={t('ui.bubble.camera')}
        isOn={camera.isOn}
        onChange={(isOn) => void commands.command(isOn ? 'camera-on' : 'camera-off', { id })}
      />
      {camera.isOn && (
        <BubblePicker
          bubble={camera.bubble}
          onChange={(bubble) => void commands.command('place-camera', { id, bubble })}
        />
      )}
    </fieldset>
  );
}
