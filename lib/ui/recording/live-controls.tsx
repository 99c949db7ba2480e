import type { RecordingSnapshot } from '../../recording/snapshot.ts';
import { isLive } from '../../recording/state.ts';
import { t } from '../../words/t.ts';
import { CommandButton } from '../kit/command-button.tsx';
import type { Commands } from '../kit/commands.ts';
import { LiveExtras } from './live-extras.tsx';
import { isStopping } from './recording-words.ts';

interface LiveControlsProps {
  readonly recording: RecordingSnapshot;
  readonly commands: Commands;
}

/**
 * Pause and Stop of a live recording: the same row at the same size in every state, with a line below it. Anything that
 * comes and goes is placed below both, so that a click never misses.
 */
export function LiveControls({ recording, commands }: LiveControlsProps) {
  const { id, state } = recording;
  if (!isLive(state)) return null;
  const isEnding = isStopping(recording, commands.pressed.value);
  const pause = { commands, data: { id }, isOff: state === 'preparing' || isEnding };
  return (
    <>
      <div class="live-controls">
        {state === 'paused' ? (
          <CommandButton {...pause} name="resume" busyWords={t('ui.controls.resuming')}>
            {t('ui.controls.resume')}
          </CommandButton>
        ) : (
          <CommandButton {...pause} name="pause" busyWords={t('ui.controls.pausing')}>
            {t('ui.controls.pause')}
          </CommandButton>
        )}
        <CommandButton
          commands={commands}
          name="stop"
          data={{ id }}
          class="primary"
          busyWords={t('ui.state.stopping')}
          isUnderWay={isEnding}
        >
          {t('ui.controls.stop')}
        </CommandButton>
      </div>
      <LiveExtras recording={recording} commands={commands} />
    </>
  );
}
