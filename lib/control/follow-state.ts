import { browser } from 'wxt/browser';
import { EMPTY_SNAPSHOT, type Snapshot } from '../recording/snapshot.ts';
import { SOURCES } from '../recording/source.ts';
import { isLive } from '../recording/state.ts';
import { type Badge, badgeFor, countdownBadge } from './notifications/badge.ts';
import { withdraw } from './notifications/browser-notifications.ts';
import { STARTED_NOTIFICATION_ID } from './notifications/notifications.ts';

/** Keeps the icon's badge, the computer awake, and the notification of a start in step with what happens. */
export interface StateFollower {
  follow(snapshot: Snapshot): void;
  /** Seconds until a recording starts; null: the countdown is over. */
  countDown(secondsLeft: number | null): void;
}

/** Makes it; nothing is shown before the first call. */
export function createStateFollower(): StateFollower {
  let shown: Badge | null = null;
  let awake: Awake | null = null;
  let last = EMPTY_SNAPSHOT;
  let countdown: number | null = null;
  const show = (): void => {
    const badge = countdown === null ? badgeFor(last) : countdownBadge(countdown);
    if (shown !== null && badge.text === shown.text && badge.title === shown.title) return;
    shown = badge;
    showBadge(badge).catch((error: unknown) => console.warn('The badge could not be shown.', error));
  };
  return {
    follow(snapshot) {
      last = snapshot;
      show();
      const wanted = awakeFor(snapshot);
      if (wanted === awake) return;
      awake = wanted;
      // Another request takes the place of the one before.
      if (wanted !== 'nothing') browser.power.requestKeepAwake(wanted);
      else {
        browser.power.releaseKeepAwake();
        void withdraw(STARTED_NOTIFICATION_ID);
      }
    },
    countDown(secondsLeft) {
      countdown = secondsLeft;
      show();
    },
  };
}

/** What is kept awake. `display`: the screen, too. */
export type Awake = 'display' | 'system' | 'nothing';

/** What has to stay awake: a screen or a window is recorded as it is shown, and dark when the screen turns off. */
export function awakeFor({ current }: Snapshot): Awake {
  if (current === null || !isLive(current.state)) return 'nothing';
  return SOURCES[current.source].asks ? 'display' : 'system';
}

async function showBadge({ text, color, title }: Badge): Promise<void> {
  await browser.action.setBadgeBackgroundColor({ color });
  await browser.action.setBadgeTextColor({ color: '#ffffff' });
  await browser.action.setBadgeText({ text });
  await browser.action.setTitle({ title });
}
