import { useSignal } from '@preact/signals';
import type { RecordingSnapshot } from '../recording/snapshot.ts';
import { CancelUploadForm } from './cancel-upload-form.tsx';
import { HostAccessNotice } from './host-access-notice.tsx';
import { NewUrlForm } from './new-url-form.tsx';
import { canCancelUpload, isUploadUnsettled } from './recording-words.ts';
import { type UploadQuestion, UploadRemedies, UploadTools } from './upload-actions.tsx';
import { useCommand } from './use-command.ts';

/** What a person can do about a recording and its upload, as its state allows. */
export function RecordingActions({ recording }: { readonly recording: RecordingSnapshot }) {
  const { id, state } = recording;
  const { command, failure } = useCommand();
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
          onUse={async (target) => {
            if (await command('background/use-new-url', { id, target })) done();
          }}
          onCancel={done}
        />
      )}
      {question === 'cancel' && (
        <CancelUploadForm
          onCancelUpload={async () => {
            const isDone = await command('background/cancel-upload', { id });
            // It may have taken a while to tell the server, and something else may have been asked meanwhile.
            if (isDone && asked.peek() === 'cancel') done();
          }}
          onKeep={done}
        />
      )}
      {question === null && <UploadRemedies recording={recording} command={command} onAsk={ask} />}
      {(state === 'recording' || state === 'paused') && (
        <div class="button-row">
          {state === 'recording' ? (
            <button type="button" class="button" onClick={() => void command('background/pause', { id })}>
              Pause
            </button>
          ) : (
            <button type="button" class="button" onClick={() => void command('background/resume', { id })}>
              Resume
            </button>
          )}
          <button type="button" class="button primary wide" onClick={() => void command('background/stop', { id })}>
            Stop recording
          </button>
        </div>
      )}
      {question === null && <UploadTools recording={recording} command={command} onAsk={ask} />}
      {failure.value !== null && (
        <p class="notice" data-tone="bad" role="alert">
          {failure.value}
        </p>
      )}
    </>
  );
}
