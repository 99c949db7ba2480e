import type { RecordingSnapshot } from '../../recording/snapshot.ts';
import { CommandButton } from '../kit/command-button.tsx';
import type { Commands } from '../kit/commands.ts';
import { canCancelUpload, canPauseUpload, canRetryNow, isUploadUnsettled, needsNewUrl } from './recording-words.ts';

/** What a person is asked before it is done. */
export type UploadQuestion = 'new-url' | 'cancel';

interface UploadActionsProps {
  readonly recording: RecordingSnapshot;
  readonly commands: Commands;
  readonly onAsk: (question: UploadQuestion) => void;
}

/** What helps an upload that does not run. */
export function UploadRemedies({ recording, commands, onAsk }: UploadActionsProps) {
  const { id, link } = recording;
  if (!isUploadUnsettled(recording)) return null;
  if (needsNewUrl(recording)) {
    return (
      <div class="button-row">
        {recording.canTryAgain && (
          <CommandButton
            commands={commands}
            name="background/retry-now"
            data={{ id }}
            class="small"
            busyWords="Retrying…"
          >
            Try again
          </CommandButton>
        )}
        <button type="button" class="button small" onClick={() => onAsk('new-url')}>
          Use a new URL
        </button>
      </div>
    );
  }
  if (link.kind === 'paused') {
    return (
      <div class="button-row">
        <CommandButton
          commands={commands}
          name="background/resume-upload"
          data={{ id }}
          class="small"
          busyWords="Resuming upload…"
        >
          Resume upload
        </CommandButton>
      </div>
    );
  }
  if (!canRetryNow(recording)) return null;
  return (
    <div class="button-row">
      <CommandButton commands={commands} name="background/retry-now" data={{ id }} class="small" busyWords="Retrying…">
        Retry now
      </CommandButton>
    </div>
  );
}

/** What can be done about an upload at any time; quiet, as it is seldom wanted. */
export function UploadTools({ recording, commands, onAsk }: UploadActionsProps) {
  const { id } = recording;
  const canPause = canPauseUpload(recording);
  const canReplace = isUploadUnsettled(recording) && !needsNewUrl(recording);
  const canCancel = canCancelUpload(recording);
  if (!canPause && !canReplace && !canCancel) return null;
  return (
    <div class="upload-tools">
      {canPause && (
        <CommandButton
          commands={commands}
          name="background/pause-upload"
          data={{ id }}
          class="plain"
          busyWords="Pausing upload…"
        >
          Pause upload
        </CommandButton>
      )}
      {canReplace && (
        <button type="button" class="button plain" onClick={() => onAsk('new-url')}>
          Use a new URL
        </button>
      )}
      {canCancel && (
        <button type="button" class="button plain" onClick={() => onAsk('cancel')}>
          Cancel upload
        </button>
      )}
    </div>
  );
}
