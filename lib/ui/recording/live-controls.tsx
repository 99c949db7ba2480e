import type { RecordingSnapshot } from '../../recording/snapshot.ts';
import { isLive } from '../../recording/state.ts';
import { CommandButton } from '../kit/command-button.tsx';
import type { Commands } from '../kit/commands.ts';
import { isStopping } from './recording-words.ts';

interface LiveControlsProps {
  readonly recording: RecordingSnapshot;
  readonly commands: Commands;
}

/**
 * Pause and Stop of a live recording: the same row, of the same size, in each of its states. Whatever may come and go
 * stands below it, so that a click does not miss.
 */
export function LiveControls({ recording, commands }: LiveControlsProps) {
  const { id, state } = recording;
  if (!isLive(state)) return null;
  const isEnding = isStopping(recording, commands.pressed.value);
  const pause = { commands, data: { id }, isOff: state === 'preparing' || isEnding };
  return (
    <div class="live-controls">
      {state === 'paused' ? (
        <CommandButton {...pause} name="background/resume" busyWords="Resuming…">
          Resume
        </CommandButton>
      ) : (
        <CommandButton {...pause} name="background/pause" busyWords="Pausing…">
          Pause
        </CommandButton>
      )}
      <CommandButton
        commands={commands}
        name="background/stop"
        data={{ id }}
        class="primary"
        busyWords="Stopping…"
        isUnderWay={isEnding}
      >
        Stop recording
      </CommandButton>
    </div>
  );
}
