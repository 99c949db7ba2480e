import type { Signal } from '@preact/signals';
import { SilenceNotice } from '../../lib/ui/kit/notices.tsx';
import { useLibrary } from '../../lib/ui/library/library.ts';
import { t } from '../../lib/words/t.ts';

/** The outcome of the last action on several recordings; null when there is nothing to say. */
export type News = Signal<{ readonly text: string; readonly isBad: boolean } | null>;

/** Notices about the page as a whole. They float above the list, so that nothing there moves. */
export function PageNews({ news }: { readonly news: News }) {
  const { findings, reread } = useLibrary();
  const problem = findings.value?.problem ?? null;
  const shown = news.value;
  return (
    <div class="page-news">
      <SilenceNotice />
      {problem !== null && (
        <div class="notice trouble" data-tone="bad" role="alert">
          <p>{problem}</p>
          <button type="button" class="button small" onClick={reread}>
            {t('ui.library.tryAgain')}
          </button>
        </div>
      )}
      <div role={shown?.isBad ? 'alert' : 'status'} class="notice news" data-tone={shown?.isBad ? 'bad' : 'calm'}>
        {shown !== null && (
          <>
            <p>{shown.text}</p>
            <button
              type="button"
              class="button small plain"
              onClick={() => {
                news.value = null;
              }}
            >
              {t('ui.library.close')}
            </button>
          </>
        )}
      </div>
    </div>
  );
}
