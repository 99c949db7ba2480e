import { expect, test } from 'vitest';
import { whyNotMinted, whyNotRecordable } from '../../../lib/control/start/why-no-tab.ts';

test.each([
  ['https://example.org/', null],
  ['https://chrome.google.com/', null],
  ['file:///home/me/page.html', null],
  [undefined, null],
  ['chrome://version/', 'control.tabNotRecordable'],
  ['view-source:https://example.org/', 'control.tabNotRecordable'],
  ['chrome-extension://abc/options.html', 'control.tabNotRecordable'],
  ['https://chromewebstore.google.com/detail/x', 'control.storeNotRecordable'],
  ['https://chrome.google.com/webstore', 'control.storeNotRecordable'],
  ['https://microsoftedge.microsoft.com/addons/detail/x', 'control.storeNotRecordable'],
])('%s', (url, id) => {
  expect(whyNotRecordable({ url, status: 'complete' })?.id ?? null).toBe(id);
});

test('a crashed or unloaded tab must be reloaded first', () => {
  expect(whyNotRecordable({ url: 'https://example.org/', status: 'unloaded' })).toEqual({ id: 'control.tabUnloaded' });
  expect(whyNotRecordable({ url: 'https://example.org/', discarded: true })).toEqual({ id: 'control.tabUnloaded' });
});

test.each([
  ['Cannot capture a tab with an active stream.', 'control.tabCaptured'],
  ['Invalid tab specified.', 'control.tabGone'],
  ['Error finding tab to capture.', 'control.tabGone'],
  // Chromium says this of any page that Reelay was not clicked on, not of its own pages alone.
  [
    'Extension has not been invoked for the current page (see activeTab permission). Chrome pages cannot be captured.',
    'control.needsClick',
  ],
  ['URL scheme for the specified target is not secure.', 'control.tabFailed'],
])('“%s”', (text, id) => {
  expect(whyNotMinted(text).id).toBe(id);
});
