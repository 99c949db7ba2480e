import { useSignal } from '@preact/signals';
import type { RecordingSnapshot } from '../../recording/snapshot.ts';
import type { Commands } from '../kit/commands.ts';
import { CancelUploadForm } from './cancel-upload-form.tsx';
import { HostAccessNotice } from './host-access-notice.tsx';
import { NewUrlForm } from './new-url-form.tsx';
import { canCancelUpload, isUploadUnsettled } from './recording-words.ts';
import { type UploadQuestion, UploadRemedies, UploadTools } from './upload-actions.tsx';

interface RecordingActionsProps {
  readonly recording: RecordingSnapshot;
  readonly commands: Commands;
}

/** What a person can do about a recording's upload, as its state allows; {@link LiveControls} stand by themselves. */
export function RecordingActions({ recording, commands }: RecordingActionsProps) {
  const { id } = recording;
  const { command, pressed, failure } = commands;
  const asked = useSignal<UploadQuestion | null>(null);
  const isAskable = asked.value === 'cancel' ? canCancelUpload(recording) : isUploadUnsettled(recording);
  const question = isAskable ? asked.value : null;
  const done = (): void => {
    asked.value = null;
  };
  const ask = (what: UploadQuestion): void => {
    asked.value = what;
  };
  return (
    <>
      <HostAccessNotice recording={recording} />
      {question === 'new-url' && (
        <NewUrlForm
          isBusy={pressed.value.has('background/use-new-url')}
          onUse={async (target) => {
            if (await command('background/use-new-url', { id, target })) done();
          }}
          onCancel={done}
        />
      )}
      {question === 'cancel' && (
        <CancelUploadForm
          isBusy={pressed.value.has('background/cancel-upload')}
          onCancelUpload={async () => {
            const isDone = await command('background/cancel-upload', { id });
            // It may have taken a while to tell the server, and something else may have been asked meanwhile.
            if (isDone && asked.peek() === 'cancel') done();
          }}
          onKeep={done}
        />
      )}
      {question === null && <UploadRemedies recording={recording} commands={commands} onAsk={ask} />}
      {question === null && <UploadTools recording={recording} commands={commands} onAsk={ask} />}
      {failure.value !== null && (
        <p class="notice" data-tone="bad" role="alert">
          {failure.value}
        </p>
      )}
    </>
  );
}
