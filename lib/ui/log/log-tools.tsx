import { useSignal } from '@preact/signals';
import { t } from '../../words/t.ts';
import { Segments } from '../kit/inputs.tsx';
import type { LogFilter } from './log-filter.ts';

const FILTERS = [
  { value: 'all', label: t('ui.log.filterAll') },
  { value: 'upload', label: t('ui.log.filterUpload') },
  { value: 'errors', label: t('ui.log.filterErrors') },
] as const;

interface LogToolsProps {
  readonly filter: LogFilter;
  readonly onFilter: (filter: LogFilter) => void;
  /** What is shown, as plain text. */
  readonly asText: () => string;
}

/** Filters, copies and saves the log. */
export function LogTools({ filter, onFilter, asText }: LogToolsProps) {
  const outcome = useSignal<string>(t('ui.log.copy'));
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(asText());
      outcome.value = t('ui.log.copied');
    } catch (error) {
      console.warn('The clipboard refused the log.', error);
      outcome.value = t('ui.log.notCopied');
    }
  };
  return (
    <div class="log-tools">
      <Segments name={t('ui.log.filterName')} options={FILTERS} value={filter} onChoose={onFilter} isCompact />
      <button
        type="button"
        class="button plain"
        aria-live="polite"
        onClick={copy}
        onBlur={() => {
          outcome.value = t('ui.log.copy');
        }}
      >
        {outcome.value}
      </button>
      <button type="button" class="button plain" onClick={() => save(asText())}>
        {t('ui.log.save')}
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
