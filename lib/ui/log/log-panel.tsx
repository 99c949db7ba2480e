import './log-panel.css';
import { useSignal } from '@preact/signals';
import { useId, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { formatTime } from '../../words/format.ts';
import { say } from '../../words/say.ts';
import { t } from '../../words/t.ts';
import { DisclosureIcon } from '../kit/icons.tsx';
import { Segments } from '../kit/inputs.tsx';
import { usePage } from '../kit/page.ts';
import type { NumberedEntry } from '../kit/page-client.ts';
import { type LogFilter, logAsText, passes } from './log-filter.ts';

/** Within this many CSS pixels of its end, the log counts as scrolled to the end and follows new entries. */
const NEAR_END_PX = 8;

interface LogPanelProps {
  readonly isOpen: boolean;
  readonly onToggle: (isOpen: boolean) => void;
}

/** The log, which you can open, filter, copy and save. */
export function LogPanel({ isOpen, onToggle }: LogPanelProps) {
  const id = useId();
  const filter = useSignal<LogFilter>('all');
  const entries = usePage().log.value.filter(({ level }) => passes(filter.value, level));
  return (
    <section class="log" aria-label={t('ui.log.toolsName')}>
      <div class="log-head">
        <button
          type="button"
          class="log-toggle"
          aria-expanded={isOpen}
          aria-controls={id}
          onClick={() => onToggle(!isOpen)}
        >
          {t('ui.log.name')} <DisclosureIcon />
        </button>
        {isOpen && (
          <LogTools
            filter={filter.value}
            onFilter={(chosen) => {
              filter.value = chosen;
            }}
            asText={() => logAsText(entries)}
          />
        )}
      </div>
      <LogView id={id} isOpen={isOpen} entries={entries} />
    </section>
  );
}

interface LogViewProps {
  readonly id: string;
  readonly label?: string;
  readonly isOpen: boolean;
  readonly entries: readonly NumberedEntry[];
}

/** Log entries, oldest first. It follows the end until you scroll up. */
export function LogView({ id, label = t('ui.log.name'), isOpen, entries }: LogViewProps) {
  const view = useRef<HTMLDivElement>(null);
  const isFollowing = useRef(true);
  // On every render, even without new entries: opening and filtering move the end.
  useLayoutEffect(() => {
    if (isFollowing.current && view.current !== null) view.current.scrollTop = view.current.scrollHeight;
  });
  return (
    <div
      ref={view}
      id={id}
      class="log-view"
      hidden={!isOpen}
      role="log"
      aria-label={label}
      // A line every few seconds is too much to announce. The status region announces what matters.
      aria-live="off"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable by keyboard.
      tabIndex={0}
      onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
        isFollowing.current = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
      }}
    >
      {entries.map((entry) => (
        <LogRow key={entry.number} entry={entry} />
      ))}
      {entries.length === 0 && <p class="log-empty">{t('ui.log.empty')}</p>}
    </div>
  );
}

function LogRow({ entry }: { readonly entry: NumberedEntry }) {
  // Preact skips an element that is the same object: adding one row to a thousand stays cheap.
  return useMemo(() => {
    return (
      <div class="log-entry" data-level={entry.level}>
        <time class="number" dateTime={new Date(entry.atMs).toISOString()}>
          {formatTime(entry.atMs)}
        </time>{' '}
        <span class="tag">{entry.level}</span> <span class="text">{say(entry.message)}</span>
      </div>
    );
  }, [entry]);
}

const FILTERS = [
  { value: 'all', label: t('ui.log.filterAll') },
  { value: 'upload', label: t('ui.log.filterUpload') },
  { value: 'errors', label: t('ui.log.filterErrors') },
] as const;

interface LogToolsProps {
  readonly filter: LogFilter;
  readonly onFilter: (filter: LogFilter) => void;
  /** The visible entries as plain text. */
  readonly asText: () => string;
}

function LogTools({ filter, onFilter, asText }: LogToolsProps) {
  const outcome = useSignal<string>(t('ui.log.copy'));
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(asText());
      outcome.value = t('ui.log.copied');
    } catch (error) {
      console.warn('Copying the log failed.', error);
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
