import { browser } from 'wxt/browser';
import { sentenceOf } from '../../base/errors.ts';
import type { Crop } from '../../recording/crop.ts';
import { MessageError } from '../../recording/message.ts';
import type { TabCondition } from '../../recording/source.ts';
import type { TabView } from '../../recording/tab-view.ts';
import { loadCrop, siteOf } from '../../settings/crop-store.ts';
import { whyNotMinted, whyNotRecordable } from './why-no-tab.ts';

/** What is known about a tab that may be recorded. */
export interface TabToRecord {
  readonly tabId: number;
  readonly title: string | null;
  /** CSS pixels; null when the browser does not say. */
  readonly viewport: TabView | null;
  /** Whether you muted it. */
  readonly isMuted: boolean;
  /** Whether it plays something: then its picture probably moves, too. */
  readonly isAudible: boolean;
  /** The area that was chosen for its site; null: all of it. */
  readonly crop: Crop | null;
}

/** The tab cannot be recorded. */
export class TabError extends MessageError {
  override readonly name = 'TabError';
}

/**
 * Looks up the tab. Its address and title are known only while your click on the icon gives access to it.
 * @throws TabError when it is gone, crashed or unloaded, or is one of the browser's own pages.
 */
export async function findTab(tabId: number): Promise<TabToRecord> {
  const tab = await browser.tabs.get(tabId).catch((cause: unknown) => {
    throw new TabError({ id: 'control.tabGone' }, { cause });
  });
  const reason = whyNotRecordable(tab);
  if (reason !== null) throw new TabError(reason);
  const { width = 0, height = 0 } = tab;
  const viewport = width > 0 && height > 0 ? { width, height, zoom: await zoomOf(tabId) } : null;
  return {
    tabId,
    title: tab.title || null,
    viewport,
    isMuted: tab.mutedInfo?.muted === true,
    isAudible: tab.audible === true,
    crop: await loadCrop(browser.storage.session, siteOf(tab.url)),
  };
}

/** The page's zoom; 1, as it was made, if the browser doesn't say. */
export async function zoomOf(tabId: number): Promise<number> {
  try {
    return await browser.tabs.getZoom(tabId);
  } catch (error) {
    console.debug('The zoom is not known.', error);
    return 1;
  }
}

/** How a recorded tab is doing. A crash sends no event, so it has to be asked for. */
export async function lookAtTab(tabId: number): Promise<TabCondition> {
  try {
    const { status, discarded } = await browser.tabs.get(tabId);
    if (discarded === true) return 'discarded';
    return status === 'unloaded' ? 'crashed' : 'there';
  } catch (error) {
    console.debug('The tab is gone.', error);
    return 'gone';
  }
}

/**
 * Mints the id by which the offscreen document opens the tab: good for one use, within seconds.
 * @throws TabError
 */
export async function mintStreamId(tabId: number): Promise<string> {
  try {
    return await browser.tabCapture.getMediaStreamId({ targetTabId: tabId });
  } catch (cause) {
    throw new TabError(whyNotMinted(sentenceOf(cause)), { cause });
  }
}
