import type { Signal } from '@preact/signals';
import { SilenceNotice } from '../../lib/ui/kit/silence-notice.tsx';
import { useShelf } from '../../lib/ui/library/library.ts';

/** What became of something that was done to several recordings; null when there is nothing to say. */
export type News = Signal<{ readonly text: string; readonly isBad: boolean } | null>;

/** What is said of the page as a whole. It lies over the list, so that nothing there moves when it comes. */
export function PageNews({ news }: { readonly news: News }) {
  const { findings, reread } = useShelf();
  const problem = findings.value?.problem ?? null;
  const shown = news.value;
  return (
    <div class="page-news">
      <SilenceNotice />
      {problem !== null && (
        <div class="notice trouble" data-tone="bad" role="alert">
          <p>{problem}</p>
          <button type="button" class="button small" onClick={reread}>
            Try again
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
              Close
            </button>
          </>
        )}
      </div>
    </div>
  );
}
