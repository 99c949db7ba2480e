import { type ReadonlySignal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { browser } from 'wxt/browser';
import { loadMinting } from '../../settings/minting-store.ts';
import { hostOf } from '../recording/host-access.ts';

/** The name of the server that mints upload URLs; null when none is set, or while it is loading. */
export function useMintingHost(): ReadonlySignal<string | null> {
  const host = useSignal<string | null>(null);
  useEffect(() => {
    const load = (): void => {
      loadMinting()
        .then((minting) => {
          host.value = minting === null ? null : hostOf(minting.endpoint);
        })
        .catch((error: unknown) => console.warn('Loading the minting endpoint failed.', error));
    };
    load();
    browser.storage.local.onChanged.addListener(load);
    return () => browser.storage.local.onChanged.removeListener(load);
  }, [host]);
  return host;
}
