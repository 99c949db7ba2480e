import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { PageHead } from '../../lib/ui/kit/page-frame.tsx';
import { ask } from '../../lib/ui/kit/use-command.ts';
import { useKeptFocus } from '../../lib/ui/kit/use-kept-focus.ts';
import { ordersFor, pickers } from '../../lib/ui/library/copy-orders.ts';
import { askAboutMany, askAboutOne, type DeleteWords } from '../../lib/ui/library/delete-words.ts';
import { useLibrary } from '../../lib/ui/library/library.ts';
import { type LibraryItem, titleOf } from '../../lib/ui/library/library-item.ts';
import { LogPanel } from '../../lib/ui/log/log-panel.tsx';
import { sayError } from '../../lib/words/say.ts';
import { t } from '../../lib/words/t.ts';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { ItemCard } from './item-card.tsx';
import { EmptyLibrary, SelectionBar, StorageLine } from './list-head.tsx';
import { type News, PageNews } from './page-news.tsx';

/** How many recordings are shown at first, and how many each click on Show more adds. */
const PAGE_ITEMS = 50;

/** What will be deleted if you confirm. */
interface Question extends DeleteWords {
  readonly ids: readonly string[];
  /** What the page says afterwards. */
  readonly done: string;
}

/** Every recording on this computer. */
export function App() {
  const isLogOpen = useSignal(false);
  const news: News = useSignal(null);
  const page = useRef<HTMLDivElement>(null);
  useKeptFocus(page);
  return (
    <div ref={page} class="column stack library">
      <PageHead title={t('ui.nav.recordings')} isOnRecordings />
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
  const { findings } = useLibrary();
  if (findings.value === null) return <p class="quiet">{t('ui.library.loading')}</p>;
  return <Items news={news} />;
}

function Items({ news }: { readonly news: News }) {
  const { items, findings, copies } = useLibrary();
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
        failures.add(sayError(error));
      });
    }
    news.value = failures.size === 0 ? { text: done, isBad: false } : { text: [...failures].join(' '), isBad: true };
  };
  const remove = async ({ ids, done }: Question): Promise<void> => {
    await each(ids, (id) => ask('delete', { id }), done);
    pick(ids, false);
  };
  const saveEach = async (some: readonly LibraryItem[]): Promise<void> => {
    try {
      await copies.save((await ordersFor(pickers, some)) ?? []);
    } catch (error) {
      console.error('Choosing a folder:', error);
      news.value = { text: t('ui.library.noFolder'), isBad: true };
    }
  };

  if (findings.value === null) return null;
  return (
    // Takes the focus when the card that had it is gone.
    <section ref={region} class="stack" aria-label={t('ui.library.name')} tabIndex={-1}>
      {all.length === 0 ? (
        findings.value.problem === null && <EmptyLibrary />
      ) : (
        <>
          <StorageLine findings={findings.value} />
          <SelectionBar
            items={all}
            selected={selected}
            onSelectAll={(isSelected) => pick(isSelected ? all.map(({ id }) => id) : [...picked.value], isSelected)}
            onRetry={(some) => {
              news.value = { text: t('ui.library.retrying'), isBad: false };
              void each(
                some.map(({ id }) => id),
                (id) => ask('retry-now', { id }),
                t('ui.library.retryStarted'),
              );
            }}
            onSave={(some) => void saveEach(some)}
            onDelete={(some) => {
              const words = askAboutMany(some);
              if (words !== null) question.value = { ...words, done: t('ui.library.deleted') };
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
                question.value = {
                  ...askAboutOne(item),
                  ids: [item.id],
                  done: t('ui.library.deletedOne', { title: titleOf(item) }),
                };
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
          {t('ui.library.showMore', { count: all.length - shown.value })}
        </button>
      )}
      {question.value !== null && (
        <ConfirmDialog
          title={question.value.title}
          sentences={question.value.sentences}
          action={t('ui.delete.confirm')}
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
