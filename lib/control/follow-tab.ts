import { type Browser, browser } from 'wxt/browser';
import type { Size } from '../base/pixels.ts';
import type { Snapshot } from '../recording/snapshot.ts';
import { SOURCES } from '../recording/source.ts';
import { isLive } from '../recording/state.ts';

/** What is reported about tabs while one is recorded. */
export interface TabNews {
  muted(tabId: number, isMuted: boolean): void;
  /** In CSS pixels. */
  resized(tabId: number, size: Size): void;
}

/**
 * Creates the function that watches whether you mute or resize tabs while one is recorded. There is no listener at other times,
 * because it would wake the service worker at every change of every tab. During a recording the worker is awake anyway.
 */
export function createTabFollower({ muted, resized }: TabNews): (snapshot: Snapshot) => void {
  const tabUpdated = (tabId: number, { mutedInfo }: Browser.tabs.OnUpdatedInfo) => {
    if (mutedInfo !== undefined) muted(tabId, mutedInfo.muted);
  };
  const windowResized = ({ id: windowId }: Browser.windows.Window) => void lookAtSizes(windowId, resized);
  return ({ current }) => {
    const { tabs, windows } = browser;
    const isWanted = current !== null && SOURCES[current.source].tab && isLive(current.state);
    if (isWanted === tabs.onUpdated.hasListener(tabUpdated)) return;
    if (isWanted) {
      tabs.onUpdated.addListener(tabUpdated);
      windows.onBoundsChanged.addListener(windowResized);
    } else {
      tabs.onUpdated.removeListener(tabUpdated);
      windows.onBoundsChanged.removeListener(windowResized);
    }
  };
}

/** The tab that a window shows has another size with it, perhaps. */
async function lookAtSizes(windowId: number | undefined, resized: TabNews['resized']): Promise<void> {
  if (windowId === undefined) return;
  try {
    for (const { id, width, height } of await browser.tabs.query({ windowId, active: true })) {
      if (id !== undefined && width !== undefined && height !== undefined) resized(id, { width, height });
    }
  } catch (error) {
    console.debug('The window is gone.', error);
  }
}
