import { useSignal } from '@preact/signals';
import { closeDialogOf, Dialog } from '../../lib/ui/kit/dialog.tsx';
import { t } from '../../lib/words/t.ts';

interface ConfirmDialogProps {
  readonly title: string;
  /** What it means, one paragraph each. */
  readonly sentences: readonly string[];
  /** The label of the button that does it. */
  readonly action: string;
  readonly onConfirm: () => Promise<void>;
  readonly onClose: () => void;
}

/** Asks before something that cannot be undone. The harmless answer takes the focus. */
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
          {t('ui.delete.keep')}
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
