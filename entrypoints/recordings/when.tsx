import { useComputed } from '@preact/signals';
import { usePage } from '../../lib/ui/kit/page.ts';
import { formatAgo } from '../../lib/words/format.ts';

const EXACTLY = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' });
const DAY = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
const RECENT_MS = 24 * 60 * 60 * 1_000;

/** When something was, as a person would say it; exactly in its tooltip. `atMs`: milliseconds since 1970. */
export function When({ atMs }: { readonly atMs: number }) {
  const { nowMs } = usePage();
  // The clock moves four times a second, these words hardly ever.
  const words = useComputed(() => {
    const now = nowMs.value;
    return now - atMs < RECENT_MS ? formatAgo(atMs, now) : DAY.format(atMs);
  });
  return (
    <time dateTime={new Date(atMs).toISOString()} title={EXACTLY.format(atMs)}>
      {words}
    </time>
  );
}
