import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { sentenceOf } from '../../lib/base/sentence-of.ts';
import { PageHead } from '../../lib/ui/kit/page-head.tsx';
import { ask } from '../../lib/ui/kit/use-command.ts';
import { useKeptFocus } from '../../lib/ui/kit/use-kept-focus.ts';
import { askAboutMany, askAboutOne, type DeleteWords } from '../../lib/ui/library/delete-words.ts';
import { useShelf } from '../../lib/ui/library/library.ts';
import { type ShelfItem, titleOf } from '../../lib/ui/library/library-item.ts';
import { pickers } from '../../lib/ui/library/pickers.ts';
import { ordersFor } from '../../lib/ui/library/save-many.ts';
import { LogPanel } from '../../lib/ui/log/log-panel.tsx';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { EmptyShelf } from './empty-library.tsx';
import { ItemCard } from './item-card.tsx';
import { type News, PageNews } from './page-news.tsx';
import { SelectionBar } from './selection-bar.tsx';
import { StorageLine } from './storage-line.tsx';

/** So many recordings are shown at first, and so many more each time they are asked for. */
const PAGE_ITEMS = 50;

/** What is to be deleted, if the person says yes. */
interface Question extends DeleteWords {
  readonly ids: readonly string[];
  /** What is said when it is done. */
  readonly done: string;
}

/** Every recording on this computer. */
export function App() {
  const isLogOpen = useSignal(false);
  const news: News = useSignal(null);
  const page = useRef<HTMLDivElement>(null);
  useKeptFocus(page);
  return (
    <div ref={page} class="column stack shelf">
      <PageHead title="Recordings" isOnRecordings />
      <Body news={news} />
      <LogPanel
        isOpen={isLogOpen.value}
        onToggle={(isOpen) => {
          isLogOpen.value = isOpen;
        }}
      />
      <PageNews news={news} />
    </div>
  );
}

function Body({ news }: { readonly news: News }) {
  const { findings } = useShelf();
  if (findings.value === null) return <p class="quiet">Looking what is on this computer…</p>;
  return <Items news={news} />;
}

function Items({ news }: { readonly news: News }) {
  const { items, findings, copies } = useShelf();
  const picked = useSignal<ReadonlySet<string>>(new Set());
  const shown = useSignal(PAGE_ITEMS);
  const question = useSignal<Question | null>(null);
  const region = useRef<HTMLElement>(null);

  const all = items.value;
  const selected = all.filter(({ id }) => picked.value.has(id));
  const pick = (ids: readonly string[], isSelected: boolean): void => {
    const next = new Set(picked.value);
    for (const id of ids) isSelected ? next.add(id) : next.delete(id);
    picked.value = next;
  };
  const each = async (ids: readonly string[], work: (id: string) => Promise<unknown>, done: string): Promise<void> => {
    const failures = new Set<string>();
    for (const id of ids) {
      await work(id).catch((error: unknown) => {
        failures.add(sentenceOf(error));
      });
    }
    news.value = failures.size === 0 ? { text: done, isBad: false } : { text: [...failures].join(' '), isBad: true };
  };
  const remove = async ({ ids, done }: Question): Promise<void> => {
    await each(ids, (id) => ask('background/delete', { id }), done);
    pick(ids, false);
  };
  const saveEach = async (some: readonly ShelfItem[]): Promise<void> => {
    try {
      await copies.save((await ordersFor(pickers, some)) ?? []);
    } catch (error) {
      console.error('Choosing a folder:', error);
      news.value = { text: 'There is no place for the copies. Choose another folder.', isBad: true };
    }
  };

  if (findings.value === null) return null;
  return (
    // The focus goes here when the card that had it is gone.
    <section ref={region} class="stack" aria-label="All recordings" tabIndex={-1}>
      {all.length === 0 ? (
        findings.value.problem === null && <EmptyShelf />
      ) : (
        <>
          <StorageLine findings={findings.value} />
          <SelectionBar
            items={all}
            selected={selected}
            onSelectAll={(isSelected) => pick(isSelected ? all.map(({ id }) => id) : [...picked.value], isSelected)}
            onRetry={(some) => {
              news.value = { text: 'Trying again…', isBad: false };
              void each(
                some.map(({ id }) => id),
                (id) => ask('background/retry-now', { id }),
                'Trying again.',
              );
            }}
            onSave={(some) => void saveEach(some)}
            onDelete={(some) => {
              const words = askAboutMany(some);
              if (words !== null) question.value = { ...words, done: 'Deleted.' };
            }}
          />
        </>
      )}
      <ul class="stack">
        {all.slice(0, shown.value).map((item) => (
          <li key={item.id}>
            <ItemCard
              item={item}
              isSelected={picked.value.has(item.id)}
              onSelect={(isSelected) => pick([item.id], isSelected)}
              onDelete={() => {
                question.value = { ...askAboutOne(item), ids: [item.id], done: `Deleted “${titleOf(item)}”.` };
              }}
            />
          </li>
        ))}
      </ul>
      {all.length > shown.value && (
        <button
          type="button"
          class="button"
          onClick={() => {
            shown.value += PAGE_ITEMS;
          }}
        >
          {`Show more (${all.length - shown.value})`}
        </button>
      )}
      {question.value !== null && (
        <ConfirmDialog
          {...question.value}
          onConfirm={async () => {
            if (question.value !== null) await remove(question.value);
          }}
          onClose={() => {
            question.value = null;
            if (document.activeElement === document.body) region.current?.focus();
          }}
        />
      )}
    </section>
  );
}
