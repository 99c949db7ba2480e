import { type ReadonlySignal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { browser } from 'wxt/browser';
import { type PlacedCrop, placeCrop } from '../../recording/crop.ts';
import { keepCrop, loadCrop, siteOf } from '../../settings/crop-store.ts';

/** The active tab, and which area of it is recorded. */
export interface TabCrop {
  readonly tabId: number;
  /** What `siteOf` returns for it. */
  readonly site: string;
  /** The area chosen for its site, and where it is now; null: the whole tab. */
  readonly placed: PlacedCrop | null;
}

/** What {@link useTabCrop} returns. */
export interface TabCropChoice {
  /** Null: it isn't known yet, or the tab has no areas to choose from. */
  readonly tab: ReadonlySignal<TabCrop | null>;
  /** Records the whole tab again. */
  recordWhole(): Promise<void>;
}

/** The recorded area of the active tab, while the component is shown. */
export function useTabCrop(): TabCropChoice {
  const tab = useSignal<TabCrop | null>(null);
  useEffect(() => {
    look().then(
      (found) => {
        tab.value = found;
      },
      (error: unknown) => console.warn('The area of this tab is not known.', error),
    );
  }, [tab]);
  return {
    tab,
    recordWhole: async () => {
      if (tab.value === null) return;
      await keepCrop(browser.storage.session, tab.value.site, null);
      tab.value = { ...tab.value, placed: null };
    },
  };
}

async function look(): Promise<TabCrop | null> {
  const [tab] = await browser.tabs.query({ active: true, currentWindow: true });
  const site = siteOf(tab?.url);
  if (tab?.id === undefined || site === null) return null;
  const { id: tabId, width = 0, height = 0 } = tab;
  const crop = await loadCrop(browser.storage.session, site);
  if (crop === null || width === 0 || height === 0) return { tabId, site, placed: null };
  const zoom = await browser.tabs.getZoom(tabId).catch(() => crop.zoom);
  return { tabId, site, placed: placeCrop(crop, { width, height, zoom }) };
}
