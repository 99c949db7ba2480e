import type { RecordingSnapshot } from '../../recording/snapshot.ts';
import { noticesOf } from '../recording/recording-words.ts';
import { usePage } from './page.ts';

/** What needs saying about a recording beside its state. A screen reader hears the sentences, and not their countdowns. */
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
