import './dialog.css';
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';

interface DialogProps {
  readonly title: string;
  /** Called once, however it is closed: by a button, Escape or a click beside it. */
  readonly onClose: () => void;
  /** Whether a click beside it closes it. */
  readonly isLight?: boolean;
  readonly class?: string;
  readonly children: ComponentChildren;
}

/**
 * A dialog that is open as long as it is rendered. The browser keeps the focus in it, and gives it back when the dialog
 * is closed, before it is taken away: so a button in it closes it by {@link closeDialogOf}.
 */
export function Dialog({ title, onClose, isLight = false, class: className = '', children }: DialogProps) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it as well, which the browser sees to.
    <dialog
      ref={dialog}
      class={`dialog ${className}`}
      aria-labelledby={id}
      onClose={onClose}
      onClick={(event) => {
        if (isLight && event.target === event.currentTarget) dialog.current?.close();
      }}
    >
      <div class="dialog-body">
        <h2 id={id}>{title}</h2>
        {children}
      </div>
    </dialog>
  );
}

/** Closes the dialog that an element is in. */
export function closeDialogOf(element: Element): void {
  element.closest('dialog')?.close();
}
