import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { browser } from 'wxt/browser';
import type { Minting } from '../../lib/settings/minting-store.ts';
import { type MintTrial, tryMinting } from '../../lib/ui/minting/try-minting.ts';
import { hasHostAccess } from '../../lib/ui/recording/host-access.ts';
import { HostAccessButton } from '../../lib/ui/recording/host-access-button.tsx';
import { isThere } from '../../lib/upload/url/is-there.ts';
import { fetchTransport } from '../../lib/upload/wire/fetch-transport.ts';

const TIMEOUT_MS = 15_000;

type Standing =
  | { readonly kind: 'untried' }
  | { readonly kind: 'trying' }
  | Exclude<MintTrial, { kind: 'unanswered' }>
  | { readonly kind: 'unanswered'; readonly sentence: string; readonly wantsAccess: boolean };

/** Tries a minting endpoint out, and says what came back. `minting` is null while it cannot be tried. */
export function MintingTrial({ minting }: { readonly minting: Minting | null }) {
  const standing = useSignal<Standing>({ kind: 'untried' });
  const attempt = async (): Promise<void> => {
    if (minting === null) return;
    standing.value = { kind: 'trying' };
    standing.value = await look(minting);
  };
  // The person allowed access: what failed for want of it is tried again by itself.
  useEffect(() => {
    const again = (): void => {
      if (standing.peek().kind === 'unanswered') void attempt();
    };
    browser.permissions.onAdded.addListener(again);
    return () => browser.permissions.onAdded.removeListener(again);
  });
  useEffect(() => {
    standing.value = { kind: 'untried' };
  }, [minting?.endpoint, JSON.stringify(minting?.headers), standing]);

  const { value } = standing;
  return (
    <div class="trial">
      <button type="button" class="button" disabled={minting === null} onClick={() => void attempt()}>
        Try it
      </button>
      <div role="status" class="trial-news">
        {value.kind === 'untried' && <p class="hint">Asks for one upload URL, and does not use it.</p>}
        {value.kind === 'trying' && <p class="hint">Asking…</p>}
        {value.kind === 'minted' && (
          <p class="hint" data-tone="good">{`✓ It works: an upload URL came back, ${value.label}`}</p>
        )}
        {(value.kind === 'failed' || value.kind === 'unanswered') && (
          <p class="hint" data-tone="bad">
            {value.sentence}
          </p>
        )}
        {value.kind === 'unanswered' && value.wantsAccess && minting !== null && (
          <HostAccessButton url={minting.endpoint} otherwise="Or let your server send CORS headers." />
        )}
      </div>
    </div>
  );
}

async function look(minting: Minting): Promise<Standing> {
  const trial = await tryMinting(minting, fetchTransport, TIMEOUT_MS, Date.now());
  if (trial.kind !== 'unanswered') return trial;
  const isKept =
    !(await hasHostAccess(minting.endpoint)) && (await isThere(minting.endpoint, AbortSignal.timeout(TIMEOUT_MS)));
  const sentence = isKept
    ? 'The server is there, but the browser does not let Reelay talk to it without your permission.'
    : trial.sentence;
  return { kind: 'unanswered', sentence, wantsAccess: isKept };
}
