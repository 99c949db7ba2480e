import { type Browser, browser } from 'wxt/browser';
import type { Snapshot } from '../recording/snapshot.ts';
import { SOURCES } from '../recording/source.ts';
import { isLive } from '../recording/state.ts';
import type { TabView } from '../recording/tab-view.ts';
import { zoomOf } from './start/tab-to-record.ts';

/** A bookmarks bar or a tool beside the page makes a tab smaller, and no event says so. */
const LOOK_EVERY_MS = 2_000;

/** What is reported about tabs while one is recorded. */
export interface TabNews {
  muted(tabId: number, isMuted: boolean): void;
  /** It has another size, in CSS pixels, or zoom, perhaps: often it hasn't. */
  resized(tabId: number, view: TabView): void;
}

/**
 * Creates the function that watches whether you mute, resize or zoom tabs while one is recorded. There is no listener at other times,
 * because it would wake the service worker at every change of every tab. During a recording the worker is awake anyway.
 */
export function createTabFollower({ muted, resized }: TabNews): (snapshot: Snapshot) => void {
  const tabUpdated = (tabId: number, { mutedInfo }: Browser.tabs.OnUpdatedInfo) => {
    if (mutedInfo !== undefined) muted(tabId, mutedInfo.muted);
  };
  const windowResized = ({ id: windowId }: Browser.windows.Window) => void lookAtFront(windowId, resized);
  const looks = createLooks(resized);
  const zoomed = ({ tabId }: Browser.tabs.OnZoomChangeInfo) => void lookAt(tabId, resized);
  return ({ current }) => {
    const { tabs, windows } = browser;
    const isWanted = current !== null && SOURCES[current.source].tab && isLive(current.state);
    // Snapshots come at least every five seconds while it records.
    if (isWanted) looks();
    if (isWanted === tabs.onUpdated.hasListener(tabUpdated)) return;
    if (isWanted) {
      tabs.onUpdated.addListener(tabUpdated);
      tabs.onZoomChange.addListener(zoomed);
      windows.onBoundsChanged.addListener(windowResized);
    } else {
      tabs.onUpdated.removeListener(tabUpdated);
      tabs.onZoomChange.removeListener(zoomed);
      windows.onBoundsChanged.removeListener(windowResized);
    }
  };
}

/** Creates the function that now and then looks at the tabs that windows show. Call it often. */
function createLooks(resized: TabNews['resized']): () => void {
  let lookedAtMs = Number.NEGATIVE_INFINITY;
  return () => {
    const nowMs = performance.now();
    if (nowMs - lookedAtMs < LOOK_EVERY_MS) return;
    lookedAtMs = nowMs;
    void lookAtShown({}, resized);
  };
}

/** The tab that a window shows has another size with it, perhaps. */
async function lookAtFront(windowId: number | undefined, resized: TabNews['resized']): Promise<void> {
  if (windowId !== undefined) await lookAtShown({ windowId }, resized);
}

async function lookAtShown(where: { readonly windowId?: number }, resized: TabNews['resized']): Promise<void> {
  try {
    for (const tab of await browser.tabs.query({ ...where, active: true })) await tell(tab, resized);
  } catch (error) {
    console.debug('The window is gone.', error);
  }
}

async function lookAt(tabId: number, resized: TabNews['resized']): Promise<void> {
  try {
    await tell(await browser.tabs.get(tabId), resized);
  } catch (error) {
    console.debug('The tab is gone.', error);
  }
}

async function tell({ id, width, height }: Browser.tabs.Tab, resized: TabNews['resized']): Promise<void> {
  if (id === undefined || width === undefined || height === undefined) return;
  resized(id, { width, height, zoom: await zoomOf(id) });
}
