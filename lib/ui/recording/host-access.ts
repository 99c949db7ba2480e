import { browser } from 'wxt/browser';
import { hostPattern } from '../../settings/host-use.ts';
import { plainHttpFault } from '../../upload/url/upload-url.ts';

/** A server's name without scheme and port, as people call it; empty when the text is no URL. */
export function hostOf(url: string): string {
  return URL.parse(url)?.hostname ?? '';
}

/**
 * Whether the browser can be asked for access to the URL's server: the manifest's `optional_host_permissions` cover https,
 * and on this machine `localhost` and `127.0.0.1` alone.
 */
export function canAskForHostAccess(url: string): boolean {
  const parsed = URL.parse(url);
  return parsed !== null && /^https?:$/.test(parsed.protocol) && plainHttpFault(parsed) === null;
}

/** Whether the extension may read what the URL's server answers, whatever its CORS headers say. */
export async function hasHostAccess(url: string): Promise<boolean> {
  return browser.permissions.contains({ origins: [hostPattern(url)] });
}

/**
 * Asks the person, by the browser's own dialog, to allow access to the URL's server. To be called synchronously from a
 * click. The dialog closes the popup: who needs the answer listens to `permissions.onAdded`, and {@link wasHostAsked}
 * tells the next popup that the person was asked.
 * @returns whether it was allowed.
 */
export async function askForHostAccess(url: string): Promise<boolean> {
  // Not awaited before the request, which needs the click; not after it, when this page may be gone.
  const remembered = browser.storage.session.set({ [askedKey(url)]: true });
  const isAllowed = await browser.permissions.request({ origins: [hostPattern(url)] });
  await remembered;
  return isAllowed;
}

/** Whether the person was asked for this server before, in this browser session. */
export async function wasHostAsked(url: string): Promise<boolean> {
  const stored: Record<string, unknown> = await browser.storage.session.get(askedKey(url));
  return stored[askedKey(url)] === true;
}

function askedKey(url: string): string {
  return `asked ${hostPattern(url)}`;
}
