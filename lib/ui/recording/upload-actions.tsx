import { COMMANDS } from '../../commands/commands.ts';
import { isUploadUnsettled, needsNewUrl, type RecordingSnapshot } from '../../recording/snapshot.ts';
import { t } from '../../words/t.ts';
import { CommandButton } from '../kit/command-button.tsx';
import type { Commands } from '../kit/commands.ts';

/** A question that the page asks before it acts. */
export type UploadQuestion = 'new-url' | 'cancel';

interface UploadActionsProps {
  readonly recording: RecordingSnapshot;
  readonly commands: Commands;
  readonly onAsk: (question: UploadQuestion) => void;
}

/** What gets an upload going again. */
export function UploadRemedies({ recording, commands, onAsk }: UploadActionsProps) {
  const { id } = recording;
  if (!isUploadUnsettled(recording)) return null;
  const retry = { commands, data: { id }, class: 'small', busyWords: t('ui.upload.retrying') };
  if (needsNewUrl(recording)) {
    return (
      <div class="button-row">
        {COMMANDS['retry-now'].isAllowed(recording) && (
          <CommandButton {...retry} name="retry-now">
            {t('ui.upload.tryAgain')}
          </CommandButton>
        )}
        <button type="button" class="button small" onClick={() => onAsk('new-url')}>
          {t('ui.upload.useNewUrl')}
        </button>
      </div>
    );
  }
  if (COMMANDS['resume-upload'].isAllowed(recording)) {
    return (
      <div class="button-row">
        <CommandButton
          commands={commands}
          name="resume-upload"
          data={{ id }}
          class="small"
          busyWords={t('ui.upload.resuming')}
        >
          {t('ui.upload.resume')}
        </CommandButton>
      </div>
    );
  }
  if (!COMMANDS['retry-now'].isAllowed(recording)) return null;
  return (
    <div class="button-row">
      <CommandButton {...retry} name="retry-now">
        {t('ui.upload.retryNow')}
      </CommandButton>
    </div>
  );
}

/** What you can do about an upload at any time; unobtrusive, because it's rarely needed. */
export function UploadTools({ recording, commands, onAsk }: UploadActionsProps) {
  const { id } = recording;
  const canPause = COMMANDS['pause-upload'].isAllowed(recording);
  const canReplace = COMMANDS['use-new-url'].isAllowed(recording) && !needsNewUrl(recording);
  const canCancel = COMMANDS['cancel-upload'].isAllowed(recording);
  if (!canPause && !canReplace && !canCancel) return null;
  return (
    <div class="upload-tools">
      {canPause && (
        <CommandButton
          commands={commands}
          name="pause-upload"
          data={{ id }}
          class="plain"
          busyWords={t('ui.upload.pausing')}
        >
          {t('ui.upload.pause')}
        </CommandButton>
      )}
      {canReplace && (
        <button type="button" class="button plain" onClick={() => onAsk('new-url')}>
          {t('ui.upload.useNewUrl')}
        </button>
      )}
      {canCancel && (
        <button type="button" class="button plain" onClick={() => onAsk('cancel')}>
          {t('ui.upload.cancel')}
        </button>
      )}
    </div>
  );
}
