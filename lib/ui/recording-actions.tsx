import { useSignal } from '@preact/signals';
import type { RecordingSnapshot } from '../recording/snapshot.ts';
import { NewUrlForm } from './new-url-form.tsx';
import { canRetryNow, needsNewUrl } from './recording-words.ts';
import { useCommand } from './use-command.ts';

/** What a person can do about a recording, as its state allows. */
export function RecordingActions({ recording }: { readonly recording: RecordingSnapshot }) {
  const { id, state } = recording;
  const { command, failure } = useCommand();
  return (
    <>
      <UploadActions recording={recording} command={command} />
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
      {failure.value !== null && (
        <p class="notice" data-tone="bad" role="alert">
          {failure.value}
        </p>
      )}
    </>
  );
}

interface UploadActionsProps {
  readonly recording: RecordingSnapshot;
  readonly command: ReturnType<typeof useCommand>['command'];
}

function UploadActions({ recording, command }: UploadActionsProps) {
  const { id } = recording;
  const isAsking = useSignal(false);
  if (needsNewUrl(recording)) {
    if (isAsking.value) {
      return (
        <NewUrlForm
          onUse={async (uploadUrl) => {
            if (await command('background/use-new-url', { id, target: { uploadUrl } })) isAsking.value = false;
          }}
          onCancel={() => {
            isAsking.value = false;
          }}
        />
      );
    }
    return (
      <div class="button-row">
        <button
          type="button"
          class="button small"
          onClick={() => {
            isAsking.value = true;
          }}
        >
          Use a new URL
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
