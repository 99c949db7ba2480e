import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { DisclosureIcon } from '../../lib/ui/kit/icons.tsx';
import { t } from '../../lib/words/t.ts';

interface OptionsProps {
  /** What is chosen in there and must not be overlooked while it is folded; empty when there is nothing. */
  readonly summary: string;
  readonly children: ComponentChildren;
}

/** Choices for the next recording that are rarely made: folded until you open them. */
export function Options({ summary, children }: OptionsProps) {
  const id = useId();
  const isOpen = useSignal(false);
  return (
    <div class="options">
      <div class="options-head">
        <button
          type="button"
          class="log-toggle"
          aria-expanded={isOpen.value}
          aria-controls={id}
          onClick={() => {
            isOpen.value = !isOpen.value;
          }}
        >
          {t('ui.options.name')} <DisclosureIcon />
        </button>
        {!isOpen.value && <span class="hint">{summary}</span>}
      </div>
      <div id={id} class="options-body" hidden={!isOpen.value}>
        {children}
      </div>
    </div>
  );
}
