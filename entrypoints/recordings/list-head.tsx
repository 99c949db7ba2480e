import { useEffect, useRef } from 'preact/hooks';
import { BrandIcon } from '../../lib/ui/kit/icons.tsx';
import { useLibrary } from '../../lib/ui/library/library.ts';
import { abilitiesOf, bytesOnDisk, type LibraryItem } from '../../lib/ui/library/library-item.ts';
import type { Findings } from '../../lib/ui/library/read-stored.ts';
import { formatBytes, formatDays } from '../../lib/words/format.ts';
import { t } from '../../lib/words/t.ts';

/** What the page shows while there are no recordings. */
export function EmptyLibrary() {
  return (
    <div class="card empty">
      <BrandIcon size={44} />
      <h2>{t('ui.library.emptyTitle')}</h2>
      <p class="quiet">{t('ui.library.emptyHint')}</p>
    </div>
  );
}

/** How much space the recordings take, how much is free, and how long uploaded ones are kept. */
export function StorageLine({ findings }: { readonly findings: Findings }) {
  const items = useLibrary().items.value;
  const { freeBytes, copiesBytes } = findings;
  const bytes = items.reduce((sum, item) => sum + bytesOnDisk(item), copiesBytes);
  return (
    <div class="storage">
      <p class="facts number">
        <strong>{t('ui.storage.count', items.length)}</strong>
        <span>{t('ui.storage.used', { bytes: formatBytes(bytes) })}</span>
        {copiesBytes > 0 && <span>{t('ui.storage.copies', { bytes: formatBytes(copiesBytes) })}</span>}
        {freeBytes !== null && <span>{t('ui.storage.free', { bytes: formatBytes(freeBytes) })}</span>}
      </p>
      <p class="hint">
        {keepingWords(findings)} {t('ui.storage.keepOthers')} {copiesBytes > 0 && `${t('ui.storage.copiesGo')} `}
        <a href="/options.html">{t('ui.storage.change')}</a>
      </p>
    </div>
  );
}

function keepingWords({ keepFinishedCount: count, keepFinishedDays: days }: Findings): string {
  return count === 0 || days === 0
    ? t('ui.storage.keepNone')
    : t('ui.storage.keepUntil', count, { days: formatDays(days) });
}

interface SelectionBarProps {
  readonly items: readonly LibraryItem[];
  readonly selected: readonly LibraryItem[];
  readonly onSelectAll: (isSelected: boolean) => void;
  readonly onRetry: (items: readonly LibraryItem[]) => void;
  readonly onSave: (items: readonly LibraryItem[]) => void;
  readonly onDelete: (items: readonly LibraryItem[]) => void;
}

/** Selects all recordings, and acts on several at once. */
export function SelectionBar({ items, selected, onSelectAll, onRetry, onSave, onDelete }: SelectionBarProps) {
  const box = useRef<HTMLInputElement>(null);
  const isAll = selected.length === items.length;
  useEffect(() => {
    if (box.current !== null) box.current.indeterminate = selected.length > 0 && !isAll;
  }, [selected.length, isAll]);
  const retriable = selected.filter((item) => abilitiesOf(item).retry);
  const savable = selected.filter((item) => abilitiesOf(item).saveCopy);
  const removable = selected.filter((item) => abilitiesOf(item).remove);
  return (
    <section class="selection" aria-label={t('ui.selection.name')}>
      <label class="select-all">
        <input
          ref={box}
          type="checkbox"
          class="tick"
          checked={isAll}
          onChange={({ currentTarget }) => onSelectAll(currentTarget.checked)}
        />
        {t('ui.selection.all')}
      </label>
      {selected.length > 0 && (
        <>
          <span class="quiet number">{t('ui.selection.count', { count: selected.length })}</span>
          <div class="button-row">
            <button
              type="button"
              class="button small"
              disabled={retriable.length === 0}
              onClick={() => onRetry(retriable)}
            >
              {t('ui.selection.retry')}
            </button>
            <button type="button" class="button small" disabled={savable.length === 0} onClick={() => onSave(savable)}>
              {t('ui.selection.save')}
            </button>
            <button
              type="button"
              class="button small delete"
              disabled={removable.length === 0}
              onClick={() => onDelete(selected)}
            >
              {t('ui.selection.delete')}
            </button>
          </div>
        </>
      )}
    </section>
  );
}
