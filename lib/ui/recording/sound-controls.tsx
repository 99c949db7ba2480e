import type { RecordingSnapshot } from '../../recording/snapshot.ts';
import { isLive } from '../../recording/state.ts';
import { t } from '../../words/t.ts';
import { CommandButton } from '../kit/command-button.tsx';
import type { Commands } from '../kit/commands.ts';
import { MicrophoneIcon } from '../kit/icons.tsx';
import { isStopping } from './recording-words.ts';

interface SoundControlsProps {
  readonly recording: RecordingSnapshot;
  readonly commands: Commands;
}

/** The microphone of a live recording: which one it is, whether it is muted, and the button for that. */
export function SoundControls({ recording, commands }: SoundControlsProps) {
  const { id, state, microphone } = recording;
  if (!isLive(state) || microphone === null) return null;
  const button = {
    commands,
    data: { id },
    class: 'small',
    isOff: state === 'preparing' || isStopping(recording, commands.pressed.value),
  };
  return (
    <fieldset class="sound-row" data-muted={microphone.isMuted} aria-label={t('ui.start.microphone')}>
      <MicrophoneIcon isMuted={microphone.isMuted} />
      <span class="sound-name">
        {microphone.isMuted ? t('ui.sound.muted') : (microphone.name ?? t('ui.start.microphone'))}
      </span>
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
