import { usePage } from './page.ts';

/** Says so when the background does not answer: a page that stays empty, or as it was, would not tell. */
export function SilenceNotice() {
  const { silent } = usePage();
  if (!silent.value) return null;
  return (
    <p class="notice" data-tone="warning" role="alert">
      Reelay’s background does not answer, so this page cannot show what is going on. A recording that is being made
      goes on, and what was recorded is kept. If this stays, restart the browser.
    </p>
  );
}
