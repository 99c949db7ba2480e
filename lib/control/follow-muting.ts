import { type Browser, browser } from 'wxt/browser';
import type { Snapshot } from '../recording/snapshot.ts';
import { SOURCES } from '../recording/source.ts';
import { isLive } from '../recording/state.ts';

type Report = (tabId: number, isMuted: boolean) => void;

/**
 * Makes the function that listens, while a tab is recorded, for the person's muting of tabs. The listener is not there at
 * other times: it would wake the service worker at every change of every tab. While something is recorded the worker is
 * awake anyway.
 */
export function createMutingFollower(report: Report): (snapshot: Snapshot) => void {
  const heard = (tabId: number, { mutedInfo }: Browser.tabs.OnUpdatedInfo) => {
    if (mutedInfo !== undefined) report(tabId, mutedInfo.muted);
  };
  return ({ current }) => {
    const { onUpdated } = browser.tabs;
    const isWanted = current !== null && SOURCES[current.source].tab && isLive(current.state);
    if (isWanted === onUpdated.hasListener(heard)) return;
    if (isWanted) onUpdated.addListener(heard);
    else onUpdated.removeListener(heard);
  };
}
