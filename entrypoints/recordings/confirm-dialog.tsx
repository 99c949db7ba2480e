import { useSignal } from '@preact/signals';
import { closeDialogOf, Dialog } from '../../lib/ui/kit/dialog.tsx';

interface ConfirmDialogProps {
  readonly title: string;
  /** What it means, a paragraph each. */
  readonly sentences: readonly string[];
  /** What the button that does it is called. */
  readonly action: string;
  readonly onConfirm: () => Promise<void>;
  readonly onClose: () => void;
}

/** Asks before something that cannot be undone. The harmless answer has the focus. */
export function ConfirmDialog({ title, sentences, action, onConfirm, onClose }: ConfirmDialogProps) {
  const isBusy = useSignal(false);
  return (
    <Dialog title={title} onClose={onClose}>
      {sentences.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      <div class="button-row">
        <button
          type="button"
          class="button"
          autofocus
          disabled={isBusy.value}
          onClick={({ currentTarget }) => closeDialogOf(currentTarget)}
        >
          Keep
        </button>
        <button
          type="button"
          class="button primary"
          disabled={isBusy.value}
          onClick={async ({ currentTarget }) => {
            isBusy.value = true;
            await onConfirm();
            closeDialogOf(currentTarget);
          }}
        >
          {action}
        </button>
      </div>
    </Dialog>
  );
}
