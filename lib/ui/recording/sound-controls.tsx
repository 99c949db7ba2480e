import { type ReadonlySignal, useComputed } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { choiceOf } from '../../recording/find-device.ts';
import type { RecordedMicrophone, RecordingSnapshot } from '../../recording/snapshot.ts';
import type { SoundLevels } from '../../recording/sound-level.ts';
import { SOURCES } from '../../recording/source.ts';
import { isLive } from '../../recording/state.ts';
import { t } from '../../words/t.ts';
import { DevicePicker } from '../devices/device-picker.tsx';
import { useDevices } from '../devices/use-devices.ts';
import { CommandButton } from '../kit/command-button.tsx';
import type { Commands } from '../kit/commands.ts';
import { MicrophoneIcon, SpeakerIcon, TabIcon } from '../kit/icons.tsx';
import { LevelMeter } from '../kit/level-meter.tsx';
import { isStopping } from './recording-words.ts';
import { useLevels } from './use-levels.ts';

interface SoundControlsProps {
  readonly recording: RecordingSnapshot;
  readonly commands: Commands;
}

/** The sounds of a live recording with their levels, and the microphone: which one it is, and whether it's muted. */
export function SoundControls({ recording, commands }: SoundControlsProps) {
  if (!isLive(recording.state)) return null;
  return <Sounds recording={recording} commands={commands} />;
}

function Sounds({ recording, commands }: SoundControlsProps) {
  const { source, microphone } = recording;
  const levels = useLevels();
  return (
    <div class="sounds">
      <SourceRow isTab={SOURCES[source].tab} levels={levels} />
      {microphone !== null && (
        <MicrophoneRow recording={recording} microphone={microphone} commands={commands}>
          <Meter of="microphone" levels={levels} />
        </MicrophoneRow>
      )}
    </div>
  );
}

interface SourceRowProps {
  readonly isTab: boolean;
  readonly levels: ReadonlySignal<SoundLevels | null>;
}

/** The sound of a tab, or of a screen shared with its sound. */
function SourceRow({ isTab, levels }: SourceRowProps) {
  const hasSound = useComputed(() => isTab || levels.value?.tab != null).value;
  if (!hasSound) return null;
  return (
    <div class="sound-row">
      {isTab ? <TabIcon /> : <SpeakerIcon />}
      <span class="sound-name">{isTab ? t('ui.sound.tab') : t('ui.sound.system')}</span>
      <Meter of="tab" levels={levels} />
    </div>
  );
}

interface MeterProps {
  readonly of: keyof SoundLevels;
  readonly levels: ReadonlySignal<SoundLevels | null>;
}

/** Re-rendered ten times a second, without anything around it. */
function Meter({ of, levels }: MeterProps) {
  const name = of === 'tab' ? t('ui.sound.tab') : t('ui.start.microphone');
  return <LevelMeter name={name} level={levels.value?.[of] ?? null} />;
}

interface MicrophoneRowProps extends SoundControlsProps {
  readonly microphone: RecordedMicrophone;
  /** Its level. */
  readonly children: ComponentChildren;
}

function MicrophoneRow({ recording, microphone, commands, children }: MicrophoneRowProps) {
  const { id, state } = recording;
  const list = useDevices('audioinput').value;
  const isOff = state === 'preparing' || isStopping(recording, commands.pressed.value);
  const device = list.devices.find(({ label }) => label === microphone.name);
  const button = { commands, data: { id }, class: 'small', isOff };
  return (
    <fieldset class="sound-row" data-muted={microphone.isMuted} aria-label={t('ui.start.microphone')}>
      <MicrophoneIcon isMuted={microphone.isMuted} />
      {list.devices.length > 1 ? (
        <DevicePicker
          name={t('ui.device.chooseMicrophone')}
          list={list}
          choice={device === undefined ? null : choiceOf(device)}
          isOff={isOff || commands.pressed.value.has('use-microphone')}
          onChoose={(choice) => void commands.command('use-microphone', { id, device: choice })}
        />
      ) : (
        <span class="sound-name">{microphone.name ?? t('ui.start.microphone')}</span>
      )}
      {microphone.isMuted ? <strong class="sound-muted">{t('ui.sound.muted')}</strong> : children}
      {microphone.isMuted ? (
        <CommandButton {...button} name="unmute-microphone" busyWords={t('ui.sound.unmute')}>
          {t('ui.sound.unmute')}
        </CommandButton>
      ) : (
        <CommandButton {...button} name="mute-microphone" busyWords={t('ui.sound.mute')}>
          {t('ui.sound.mute')}
        </CommandButton>
      )}
    </fieldset>
  );
}
