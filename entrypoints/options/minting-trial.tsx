import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { browser } from 'wxt/browser';
import type { Minting } from '../../lib/settings/minting-store.ts';
import { type MintTrial, tryMinting } from '../../lib/ui/minting/try-minting.ts';
import { hasHostAccess } from '../../lib/ui/recording/host-access.ts';
import { HostAccessButton } from '../../lib/ui/recording/host-access-button.tsx';
import { isThere } from '../../lib/upload/url/is-there.ts';
import { fetchTransport } from '../../lib/upload/wire/fetch-transport.ts';
import { t } from '../../lib/words/t.ts';

const TIMEOUT_MS = 15_000;

type Status =
  | { readonly kind: 'untried' }
  | { readonly kind: 'trying' }
  | Exclude<MintTrial, { kind: 'unanswered' }>
  | { readonly kind: 'unanswered'; readonly sentence: string; readonly wantsAccess: boolean };

/** Tries a minting endpoint and shows what came back. `minting` is null while it cannot be tried. */
export function MintingTrial({ minting }: { readonly minting: Minting | null }) {
  const status = useSignal<Status>({ kind: 'untried' });
  const attempt = async (): Promise<void> => {
    if (minting === null) return;
    status.value = { kind: 'trying' };
    status.value = await look(minting);
  };
  // Once you allow access, a trial that failed for lack of it runs again.
  useEffect(() => {
    const again = (): void => {
      if (status.peek().kind === 'unanswered') void attempt();
    };
    browser.permissions.onAdded.addListener(again);
    return () => browser.permissions.onAdded.removeListener(again);
  });
  useEffect(() => {
    status.value = { kind: 'untried' };
  }, [minting?.endpoint, JSON.stringify(minting?.headers), status]);

  const { value } = status;
  return (
    <div class="trial">
      <button type="button" class="button" disabled={minting === null} onClick={() => void attempt()}>
        {t('ui.minting.tryIt')}
      </button>
      <div role="status" class="trial-news">
        {value.kind === 'untried' && <p class="hint">{t('ui.minting.tryHint')}</p>}
        {value.kind === 'trying' && <p class="hint">{t('ui.minting.asking')}</p>}
        {value.kind === 'minted' && (
          <p class="hint" data-tone="good">
            {t('ui.minting.works', { label: value.label })}
          </p>
        )}
        {(value.kind === 'failed' || value.kind === 'unanswered') && (
          <p class="hint" data-tone="bad">
            {value.sentence}
          </p>
        )}
        {value.kind === 'unanswered' && value.wantsAccess && minting !== null && (
          <HostAccessButton url={minting.endpoint} otherwise={t('ui.minting.orCors')} />
        )}
      </div>
    </div>
  );
}

async function look(minting: Minting): Promise<Status> {
  const trial = await tryMinting(minting, fetchTransport, TIMEOUT_MS, Date.now());
  if (trial.kind !== 'unanswered') return trial;
  const isKept =
    !(await hasHostAccess(minting.endpoint)) && (await isThere(minting.endpoint, AbortSignal.timeout(TIMEOUT_MS)));
  const sentence = isKept ? t('ui.minting.needsAccess') : trial.sentence;
  return { kind: 'unanswered', sentence, wantsAccess: isKept };
}
