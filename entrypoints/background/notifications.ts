import { browser } from 'wxt/browser';
import { safeText } from '../../lib/upload/safe-text.ts';
import type { SystemNotice } from './notices.ts';

/** Shows a notice outside the browser's windows. It never rejects: a system may have no notifications at all. */
export async function notify({ id, title, message }: SystemNotice): Promise<void> {
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

/** The person clicked a notification: shows the recordings, in the tab that has them already if there is one. */
export async function showRecordings(noticeId: string): Promise<void> {
  const url = browser.runtime.getURL('/recordings.html' as '/');
  const tabs = await browser.runtime.getContexts({ contextTypes: ['TAB'], documentUrls: [url] });
  const [open] = tabs;
  if (open === undefined) await browser.tabs.create({ url });
  else {
    await browser.tabs.update(open.tabId, { active: true });
    await browser.windows.update(open.windowId, { focused: true });
  }
  await browser.notifications.clear(noticeId);
}
