import { useSignal } from '@preact/signals';
import { Segments } from '../kit/segments.tsx';
import type { LogFilter } from './log-filter.ts';

const FILTERS = [
  { value: 'all', label: 'all' },
  { value: 'upload', label: 'upload' },
  { value: 'errors', label: 'errors' },
] as const;

interface LogToolsProps {
  readonly filter: LogFilter;
  readonly onFilter: (filter: LogFilter) => void;
  /** What is shown, as plain text. */
  readonly asText: () => string;
}

/** Filters, copies and saves the log. */
export function LogTools({ filter, onFilter, asText }: LogToolsProps) {
  const outcome = useSignal<string>('copy');
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(asText());
      outcome.value = 'copied';
    } catch (error) {
      console.warn('The clipboard refused the log.', error);
      outcome.value = 'not copied';
    }
  };
  return (
    <div class="log-tools">
      <Segments name="Show in the log" options={FILTERS} value={filter} onChoose={onFilter} isCompact />
      <button
        type="button"
        class="button plain"
        aria-live="polite"
        onClick={copy}
        onBlur={() => {
          outcome.value = 'copy';
        }}
      >
        {outcome.value}
      </button>
      <button type="button" class="button plain" onClick={() => save(asText())}>
        save
      </button>
    </div>
  );
}

function save(text: string): void {
  const href = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = href;
  link.download = `reelay-log-${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}.txt`;
  link.click();
  URL.revokeObjectURL(href);
}
