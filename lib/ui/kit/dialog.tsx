import './dialog.css';
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';

interface DialogProps {
  readonly title: string;
  /** Called once, however it closes: a button, Escape, or a click outside. */
  readonly onClose: () => void;
  /** Whether a click outside closes it. */
  readonly isLight?: boolean;
  readonly class?: string;
  readonly children: ComponentChildren;
}

/**
 * A modal dialog, open as long as it's rendered. The browser restores the focus only if the dialog is closed before
 * it's removed, so its buttons close it with {@link closeDialogOf}.
 */
export function Dialog({ title, onClose, isLight = false, class: className = '', children }: DialogProps) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the browser lets Escape close it too.
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

/** Closes the dialog that contains an element. */
export function closeDialogOf(element: Element): void {
  element.closest('dialog')?.close();
}
