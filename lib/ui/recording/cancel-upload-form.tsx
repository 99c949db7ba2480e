import { useEffect, useRef } from 'preact/hooks';

interface CancelUploadFormProps {
  readonly isBusy: boolean;
  readonly onCancelUpload: () => void;
  readonly onKeep: () => void;
}

/** Asks before an upload is given up. */
export function CancelUploadForm({ isBusy, onCancelUpload, onKeep }: CancelUploadFormProps) {
  const keep = useRef<HTMLButtonElement>(null);
  // The harmless answer: who presses a key twice has lost nothing.
  useEffect(() => keep.current?.focus(), []);
  return (
    <fieldset class="notice question" aria-label="Cancel the upload?">
      <p>
        <strong>Cancel the upload?</strong> What the server has of it is given up. The recording is kept on this
        computer and can be sent to a new URL.
      </p>
      <div class="button-row">
        <button ref={keep} type="button" class="button small" onClick={onKeep}>
          Keep uploading
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
          {isBusy ? 'Cancelling…' : 'Cancel the upload'}
        </button>
      </div>
    </fieldset>
  );
}
