import { browser } from 'wxt/browser';
import { safeText } from '../../upload/url/safe-text.ts';
import type { SystemNotification } from './notifications.ts';

/** Shows a notification outside the browser's windows. It never rejects: a system may have no notifications at all. */
export async function notify({ id, title, message }: SystemNotification): Promise<void> {
  try {
    await browser.notifications.create(id, {
      type: 'basic',
      iconUrl: browser.runtime.getURL('/icons/128.png' as '/'),
      title: safeText(title),
      message: safeText(message),
    });
  } catch (error) {
    console.warn('A notification could not be shown.', error);
  }
}

/** Removes an outdated notification. Never rejects. */
export async function withdraw(notificationId: string): Promise<void> {
  try {
    await browser.notifications.clear(notificationId);
  } catch (error) {
    console.warn('A notification could not be taken back.', error);
  }
}

/** Whether Reelay’s icon is in the toolbar. It counts as pinned where the browser does not say. */
export async function isIconPinned(): Promise<boolean> {
  try {
    return (await browser.action.getUserSettings()).isOnToolbar !== false;
  } catch (error) {
    console.warn('The browser does not say whether the icon is pinned.', error);
    return true;
  }
}

/** You clicked a notification: shows the recordings. */
export async function showFromNotification(notificationId: string): Promise<void> {
  await showRecordings();
  await browser.notifications.clear(notificationId);
}

/** Shows the recordings, in the tab that has them already if there is one. */
export async function showRecordings(): Promise<void> {
  const url = browser.runtime.getURL('/recordings.html' as '/');
  const tabs = await browser.runtime.getContexts({ contextTypes: ['TAB'], documentUrls: [url] });
  const [open] = tabs;
  if (open === undefined) await browser.tabs.create({ url });
  else {
    await browser.tabs.update(open.tabId, { active: true });
    await browser.windows.update(open.windowId, { focused: true });
  }
}
