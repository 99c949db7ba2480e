import './log-panel.css';
import { useSignal } from '@preact/signals';
import { useId, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { t } from '../../words/t.ts';
import { DisclosureIcon } from '../kit/icons.tsx';
import { usePage } from '../kit/page.ts';
import type { NumberedEntry } from '../kit/page-client.ts';
import { type LogFilter, logAsText, passes } from './log-filter.ts';
import { LogTools } from './log-tools.tsx';

/** This near to its end, in CSS pixels, the log counts as scrolled to its end and follows what comes. */
const NEAR_END_PX = 8;

interface LogPanelProps {
  readonly isOpen: boolean;
  readonly onToggle: (isOpen: boolean) => void;
}

/** The log: opened by its name, filtered, copied, saved; it follows its end until the person scrolls up. */
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

/** Log entries, oldest first; it follows its end until the person scrolls up. */
export function LogView({ id, label = t('ui.log.name'), isOpen, entries }: LogViewProps) {
  const view = useRef<HTMLDivElement>(null);
  const isFollowing = useRef(true);
  // Every time, also when nothing new came: opening and filtering change what the end is.
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
      // Lines come every few seconds: read on demand. What matters is announced by the status region.
      aria-live="off"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard, to be scrolled by it.
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
  // The same element again tells Preact to leave the row alone: a thousand rows stay cheap when one is added.
  return useMemo(() => {
    const at = new Date(entry.atMs);
    return (
      <div class="log-entry" data-level={entry.level}>
        <time class="number" dateTime={at.toISOString()}>
          {at.toTimeString().slice(0, 8)}
        </time>{' '}
        <span class="tag">{entry.level}</span> <span class="text">{entry.text}</span>
      </div>
    );
  }, [entry]);
}
