import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { COMMANDS } from '../../commands/commands.ts';
import type { RecordingSnapshot } from '../../recording/snapshot.ts';
import { t } from '../../words/t.ts';
import type { Commands } from '../kit/commands.ts';
import { HostAccessNotice } from './host-trouble.tsx';
import { NewUrlForm } from './new-url-form.tsx';

import { type UploadQuestion, UploadRemedies, UploadTools } from './upload-actions.tsx';

interface RecordingActionsProps {
  readonly recording: RecordingSnapshot;
  readonly commands: Commands;
}

/** What you can do about a recording's upload in its present state. {@link LiveControls} are separate. */
export function RecordingActions({ recording, commands }: RecordingActionsProps) {
  const { id } = recording;
  const { command, pressed, failure } = commands;
  const asked = useSignal<UploadQuestion | null>(null);
  const isAskable = COMMANDS[asked.value === 'cancel' ? 'cancel-upload' : 'use-new-url'].isAllowed(recording);
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
          id={id}
          isBusy={pressed.value.has('use-new-url')}
          onUse={async (target) => {
            if (await command('use-new-url', { id, target })) done();
          }}
          onCancel={done}
        />
      )}
      {question === 'cancel' && (
        <CancelUploadForm
          isBusy={pressed.value.has('cancel-upload')}
          onCancelUpload={async () => {
            const isDone = await command('cancel-upload', { id });
            // The server may take a while to answer, and another question may be open by then.
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

interface CancelUploadFormProps {
  readonly isBusy: boolean;
  readonly onCancelUpload: () => void;
  readonly onKeep: () => void;
}

function CancelUploadForm({ isBusy, onCancelUpload, onKeep }: CancelUploadFormProps) {
  const keep = useRef<HTMLButtonElement>(null);
  // The harmless answer gets the focus: a key pressed twice does no damage.
  useEffect(() => keep.current?.focus(), []);
  return (
    <fieldset class="notice question" aria-label={t('ui.cancelUpload.question')}>
      <p>
        <strong>{t('ui.cancelUpload.question')}</strong> {t('ui.cancelUpload.effect')}
      </p>
      <div class="button-row">
        <button ref={keep} type="button" class="button small" onClick={onKeep}>
          {t('ui.cancelUpload.keep')}
        </button>
        <button
          type="button"
          class="button small"
          aria-busy={isBusy}
          aria-disabled={isBusy}
          onClick={() => {
            if (!isBusy) onCancelUpload();
          }}
        >
          {isBusy ? t('ui.cancelUpload.cancelling') : t('ui.cancelUpload.confirm')}
        </button>
      </div>
    </fieldset>
  );
}
