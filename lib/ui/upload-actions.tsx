import type { RecordingSnapshot } from '../recording/snapshot.ts';
import { canCancelUpload, canPauseUpload, canRetryNow, isUploadUnsettled, needsNewUrl } from './recording-words.ts';
import type { useCommand } from './use-command.ts';

/** What a person is asked before it is done. */
export type UploadQuestion = 'new-url' | 'cancel';

interface UploadActionsProps {
  readonly recording: RecordingSnapshot;
  readonly command: ReturnType<typeof useCommand>['command'];
  readonly onAsk: (question: UploadQuestion) => void;
}

/** What helps an upload that does not run. */
export function UploadRemedies({ recording, command, onAsk }: UploadActionsProps) {
  const { id, link } = recording;
  if (!isUploadUnsettled(recording)) return null;
  if (needsNewUrl(recording)) {
    return (
      <div class="button-row">
        <button type="button" class="button small" onClick={() => onAsk('new-url')}>
          Use a new URL
        </button>
      </div>
    );
  }
  if (link.kind === 'paused') {
    return (
      <div class="button-row">
        <button type="button" class="button small" onClick={() => void command('background/resume-upload', { id })}>
          Resume upload
        </button>
      </div>
    );
  }
  if (!canRetryNow(recording)) return null;
  return (
    <div class="button-row">
      <button type="button" class="button small" onClick={() => void command('background/retry-now', { id })}>
        Retry now
      </button>
    </div>
  );
}

/** What can be done about an upload at any time; quiet, as it is seldom wanted. */
export function UploadTools({ recording, command, onAsk }: UploadActionsProps) {
  const { id } = recording;
  const canPause = canPauseUpload(recording);
  const canReplace = isUploadUnsettled(recording) && !needsNewUrl(recording);
  const canCancel = canCancelUpload(recording);
  if (!canPause && !canReplace && !canCancel) return null;
  return (
    <div class="upload-tools">
      {canPause && (
        <button type="button" class="button plain" onClick={() => void command('background/pause-upload', { id })}>
          Pause upload
        </button>
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
