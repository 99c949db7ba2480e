import type { CaptureChoices } from '../../recording/capture-choices.ts';
import { looksWrong } from '../../recording/find-device.ts';
import { t } from '../../words/t.ts';
import { Segments, Switch } from '../kit/inputs.tsx';
import { DevicePicker } from './device-picker.tsx';
import { MicrophoneLevel } from './microphone-level.tsx';
import { useDevices } from './use-devices.ts';
import { useGranted } from './use-granted.ts';

const MODES = [
  { value: 'voice', label: t('ui.sound.voice') },
  { value: 'music', label: t('ui.sound.music') },
] as const;

interface MicrophoneChoiceProps {
  readonly capture: CaptureChoices;
  readonly choose: (changes: Partial<CaptureChoices>) => void;
  /** Whether the recording is starting: the microphone is then left to it. */
  readonly isOpening: boolean;
}

/** Whether the microphone is recorded, which one, and how. Shows its level once the browser may open it. */
export function MicrophoneChoice({ capture, choose, isOpening }: MicrophoneChoiceProps) {
  const list = useDevices('audioinput').value;
  const isGranted = useGranted('microphone').value;
  const { microphone, microphoneDevice: device, microphoneMode: mode } = capture;
  const name = device?.label ?? list.defaultName ?? '';
  return (
    <div class="microphone-row">
      <div class="start-row">
        <Switch label={t('ui.start.microphone')} isOn={microphone} onChange={(isOn) => choose({ microphone: isOn })} />
        {microphone && (
          <DevicePicker
            name={t('ui.device.chooseMicrophone')}
            list={list}
            choice={device}
            onChoose={(microphoneDevice) => choose({ microphoneDevice })}
          />
        )}
      </div>
      {microphone && (
        <div class="level-row">
          <Segments
            name={t('ui.sound.mode')}
            options={MODES}
            value={mode}
            isCompact
            onChoose={(microphoneMode) => choose({ microphoneMode })}
          />
          {isGranted && !isOpening && <MicrophoneLevel device={device} />}
        </div>
      )}
      {microphone && looksWrong(name) && (
        <p class="hint" role="status">
          {t('ui.device.wrong', { name })}
        </p>
      )}
    </div>
  );
}
