import { type Browser, browser } from 'wxt/browser';
import type { Snapshot } from '../recording/snapshot.ts';
import { SOURCES } from '../recording/source.ts';
import { isLive } from '../recording/state.ts';

type Report = (tabId: number, isMuted: boolean) => void;

/**
 * Creates the function that watches whether you mute tabs while one is recorded. There is no listener at other times,
 * because it would wake the service worker at every change of every tab. During a recording the worker is awake anyway.
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
