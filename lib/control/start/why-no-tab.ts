import type { Message } from '../../recording/message.ts';

/** Pages of Chromium's browsers themselves. */
const OWN_PAGE =
  /^(chrome|edge|brave|opera|vivaldi|about|devtools|view-source|chrome-untrusted|chrome-search|chrome-extension):/;
/** Extension stores, which browsers protect from extensions. */
const STORE =
  /^https:\/\/(chromewebstore\.google\.com|chrome\.google\.com\/webstore|microsoftedge\.microsoft\.com\/addons|addons\.opera\.com)(\/|$)/;

/** What the browser says about a tab, as far as recording is concerned. */
export interface TabFacts {
  /** Absent when the browser doesn't say: then try it. */
  readonly url?: string | undefined;
  /** `unloaded` is that of a tab that crashed, too. */
  readonly status?: string | undefined;
  readonly discarded?: boolean | undefined;
}

/** Why a tab can't be recorded; null when nothing is known to prevent it. */
export function whyNotRecordable({ url = '', status, discarded }: TabFacts): Message | null {
  if (STORE.test(url)) return { id: 'control.storeNotRecordable' };
  if (OWN_PAGE.test(url)) return { id: 'control.tabNotRecordable' };
  if (discarded === true || status === 'unloaded') return { id: 'control.tabUnloaded' };
  return null;
}

/** What an error of `tabCapture.getMediaStreamId` means. The texts are Chromium's: chrome/browser/extensions/api/tab_capture/tab_capture_api.cc */
export function whyNotMinted(text: string): Message {
  if (/active stream/i.test(text)) return { id: 'control.tabCaptured' };
  if (/invalid tab|finding tab/i.test(text)) return { id: 'control.tabGone' };
  // One sentence for both: a page that it was not invoked on, and a page of the browser’s own.
  if (/not been invoked|activeTab|chrome pages/i.test(text)) return { id: 'control.needsClick' };
  return { id: 'control.tabFailed', text };
}
