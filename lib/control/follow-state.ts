import { browser } from 'wxt/browser';
import type { Snapshot } from '../recording/snapshot.ts';
import { isLive } from '../recording/state.ts';
import { type Badge, badgeFor } from './notifications/badge.ts';
import { withdraw } from './notifications/browser-notifications.ts';
import { STARTED_NOTIFICATION_ID } from './notifications/notifications.ts';

/** Makes the function that keeps the icon's badge, the computer awake, and the notification of a start in step with the state. */
export function createStateFollower(): (snapshot: Snapshot) => void {
  let shown: Badge | null = null;
  let awake: boolean | null = null;
  return (snapshot) => {
    const badge = badgeFor(snapshot);
    if (shown === null || badge.text !== shown.text || badge.title !== shown.title) {
      shown = badge;
      showBadge(badge).catch((error: unknown) => console.warn('The badge could not be shown.', error));
    }
    const live = snapshot.current !== null && isLive(snapshot.current.state);
    if (live !== awake) {
      awake = live;
      if (live) browser.power.requestKeepAwake('system');
      else {
        browser.power.releaseKeepAwake();
        void withdraw(STARTED_NOTIFICATION_ID);
      }
    }
  };
}

async function showBadge({ text, color, title }: Badge): Promise<void> {
  await browser.action.setBadgeBackgroundColor({ color });
  await browser.action.setBadgeTextColor({ color: '#ffffff' });
  await browser.action.setBadgeText({ text });
  await browser.action.setTitle({ title });
}
