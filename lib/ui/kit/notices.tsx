import type { RecordingSnapshot } from '../../recording/snapshot.ts';
import { t } from '../../words/t.ts';
import { noticesOf } from '../recording/recording-words.ts';
import { usePage } from './page.ts';

/** What you should know about a recording besides its state. A screen reader announces the sentences, not the countdowns. */
export function Notices({ recording }: { readonly recording: RecordingSnapshot }) {
  const { nowMs } = usePage();
  return (
    <div class="notices" aria-live="polite">
      {noticesOf(recording, nowMs.value).map(({ tone, sentence, wait }) => (
        <p key={sentence} class="notice" data-tone={tone}>
          {sentence}
          {wait !== null && (
            <span class="number" aria-live="off">
              {` ${wait}`}
            </span>
          )}
        </p>
      ))}
    </div>
  );
}

/** Warns that the background does not respond: without it, a page that stays empty or frozen looks like a healthy one. */
export function SilenceNotice() {
  const { silent } = usePage();
  if (!silent.value) return null;
  return (
    <p class="notice" data-tone="warning" role="alert">
      {t('ui.notice.silent')}
    </p>
  );
}
