import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { checkUploadUrl } from '../upload/upload-url.ts';
import { UrlField } from './url-field.tsx';

interface NewUrlFormProps {
  readonly onUse: (uploadUrl: string) => void;
  readonly onCancel: () => void;
}

/** Asks for another upload URL for a recording whose own does not work any more. */
export function NewUrlForm({ onUse, onCancel }: NewUrlFormProps) {
  const text = useSignal('');
  const isMissed = useSignal(false);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  return (
    <form
      class="stack"
      aria-label="New upload URL"
      onSubmit={(event) => {
        event.preventDefault();
        const check = checkUploadUrl(text.value);
        if (check.kind === 'ok') return onUse(check.url);
        isMissed.value = true;
        input.current?.focus();
      }}
    >
      <UrlField
        label="New upload URL"
        calmHint="The whole recording is sent there, from its beginning."
        text={text.value}
        onType={(typed) => {
          text.value = typed;
        }}
        isMissed={isMissed.value}
        inputRef={input}
      />
      <div class="button-row">
        <button type="submit" class="button small">
          Send it there
        </button>
        <button type="button" class="button small plain" onClick={onCancel}>
          Cancel
        </button>
      </div>
    </form>
  );
}
