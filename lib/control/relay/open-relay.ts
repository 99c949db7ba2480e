import { browser } from 'wxt/browser';
import { inTime, systemClock } from '../../base/clock.ts';
import { send } from '../../commands/messenger.ts';
import { parseSnapshot } from '../../commands/page-update.ts';
import { safeText } from '../../upload/url/safe-text.ts';
import { createStateFollower } from '../follow-state.ts';
import { createTabFollower, type TabNews } from '../follow-tab.ts';
import { createMenuFollower } from '../shortcuts/context-menu.ts';
import { openLog } from './log.ts';
import { createRelay, type Relay } from './relay.ts';
import { openSnapshotStore } from './snapshot-store.ts';

/** The browser answers at once or never. The next caller tries again. */
const OPEN_PATIENCE_MS = 10_000;

/**
 * What an earlier service worker left, with all that follows the state. `setAlarm` was begun before anything is waited for:
 * whatever ends this worker or holds it up, it is woken again.
 */
export async function openRelay(
  setAlarm: Promise<boolean>,
): Promise<{ readonly wasSet: boolean; readonly relay: Relay }> {
  const area = browser.storage.session;
  const [wasSet, store, log] = await inTime(
    Promise.all([setAlarm, openSnapshotStore(area, parseSnapshot), openLog(area, safeText)]),
    OPEN_PATIENCE_MS,
    systemClock,
    { id: 'control.browserNoAnswer' },
  );
  const state = createStateFollower();
  const followers = [state.follow, createTabFollower(TAB_NEWS), createMenuFollower()];
  const relay = createRelay(
    store,
    log,
    (snapshot) => {
      for (const follow of followers) follow(snapshot);
    },
    state.countDown,
    safeText,
  );
  for (const follow of followers) follow(relay.snapshot());
  return { wasSet, relay };
}

// A recorder that is about to close needs no answer.
const notReported = (error: unknown) => console.debug('Not reported.', error);
const TAB_NEWS: TabNews = {
  muted: (tabId, isMuted) => void send('recorder/tab-muted', { tabId, isMuted }).catch(notReported),
  resized: (tabId, viewport) => void send('recorder/tab-resized', { tabId, viewport }).catch(notReported),
};
