import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { browser } from 'wxt/browser';
import { idsIn } from '../../recording/message.ts';
import type { RecordingSnapshot } from '../../recording/snapshot.ts';
import { isThere } from '../../upload/url/is-there.ts';
import { t } from '../../words/t.ts';
import { hasHostAccess } from './host-access.ts';
import { HostAccessButton } from './host-access-button.tsx';

const TIMEOUT_MS = 8_000;

/** Offers to ask for access when the server is reachable but the browser blocks the upload. */
export function HostAccessNotice({ recording }: { readonly recording: RecordingSnapshot }) {
  const origin = useHostTrouble(recording);
  if (origin === null) return null;
  return (
    <div class="notice question" data-tone="warning">
      <p>{t('ui.hostAccess.needed')}</p>
      <HostAccessButton url={origin} otherwise={t('ui.hostAccess.kept')} />
    </div>
  );
}

/**
 * The origin of a recording's server when it's reachable but requests get no answer, which is what blocking by the
 * browser looks like; null when all is well, or access wouldn't help.
 */
function useHostTrouble(recording: RecordingSnapshot): string | null {
  const origin = useSignal<string | null>(null);
  const suspect = suspectOrigin(recording);
  useEffect(() => {
    const ended = new AbortController();
    const look = (): void => {
      isKeptFrom(suspect, ended.signal)
        .then((isKept) => {
          if (!ended.signal.aborted) origin.value = isKept ? suspect : null;
        })
        .catch((error: unknown) => console.warn('Checking the upload server failed.', error));
    };
    look();
    browser.permissions.onAdded.addListener(look);
    return () => {
      browser.permissions.onAdded.removeListener(look);
      ended.abort();
    };
  }, [suspect, origin]);
  return origin.value;
}

function suspectOrigin({ link, targetLabel }: RecordingSnapshot): string | null {
  const isUnanswered =
    (link.kind === 'retrying' || link.kind === 'stalled') && idsIn(link.reason).includes('upload.noAnswer');
  return isUnanswered && targetLabel !== null ? (URL.parse(targetLabel)?.origin ?? null) : null;
}

async function isKeptFrom(origin: string | null, signal: AbortSignal): Promise<boolean> {
  if (origin === null || (await hasHostAccess(origin))) return false;
  return isThere(origin, AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]));
}
