import { useEffect, useRef } from 'preact/hooks';
import { abilitiesOf } from '../../lib/ui/library/item-abilities.ts';
import type { ShelfItem } from '../../lib/ui/library/library-item.ts';

interface SelectionBarProps {
  readonly items: readonly ShelfItem[];
  readonly selected: readonly ShelfItem[];
  readonly onSelectAll: (isSelected: boolean) => void;
  readonly onRetry: (items: readonly ShelfItem[]) => void;
  readonly onSave: (items: readonly ShelfItem[]) => void;
  readonly onDelete: (items: readonly ShelfItem[]) => void;
}

/** Selects all, and does things to several recordings at once. */
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
    <section class="selection" aria-label="Selected recordings">
      <label class="select-all">
        <input
          ref={box}
          type="checkbox"
          class="tick"
          checked={isAll}
          onChange={({ currentTarget }) => onSelectAll(currentTarget.checked)}
        />
        Select all
      </label>
      {selected.length > 0 && (
        <>
          <span class="quiet number">{`${selected.length} selected`}</span>
          <div class="button-row">
            <button
              type="button"
              class="button small"
              disabled={retriable.length === 0}
              onClick={() => onRetry(retriable)}
            >
              Retry selected
            </button>
            <button type="button" class="button small" disabled={savable.length === 0} onClick={() => onSave(savable)}>
              Save a copy of each
            </button>
            <button
              type="button"
              class="button small delete"
              disabled={removable.length === 0}
              onClick={() => onDelete(selected)}
            >
              Delete selected
            </button>
          </div>
        </>
      )}
    </section>
  );
}
