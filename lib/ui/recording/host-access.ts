import { browser } from 'wxt/browser';
import { hostPattern } from '../../settings/host-use.ts';
import { plainHttpFault } from '../../upload/url/upload-url.ts';

/** A server's name without scheme and port; empty when the text is not a URL. */
export function hostOf(url: string): string {
  return URL.parse(url)?.hostname ?? '';
}

/**
 * Whether the browser can grant access to the URL's server: the manifest's `optional_host_permissions` cover https, and
 * on this computer only `localhost` and `127.0.0.1`.
 */
export function canAskForHostAccess(url: string): boolean {
  const parsed = URL.parse(url);
  return parsed !== null && /^https?:$/.test(parsed.protocol) && plainHttpFault(parsed) === null;
}

/** Whether the extension may read the answers of the URL's server, whatever its CORS headers say. */
export async function hasHostAccess(url: string): Promise<boolean> {
  return browser.permissions.contains({ origins: [hostPattern(url)] });
}

/**
 * Asks for access to the URL's server with the browser's own dialog. Call it synchronously from a click. The dialog closes
 * the popup: listen to `permissions.onAdded` for the answer; {@link wasHostAsked} lets the next popup know it was asked.
 * @returns whether access was granted.
 */
export async function askForHostAccess(url: string): Promise<boolean> {
  // Started before the request but not awaited: the request needs the click, and afterwards this page may be gone.
  const remembered = browser.storage.session.set({ [askedKey(url)]: true });
  const isAllowed = await browser.permissions.request({ origins: [hostPattern(url)] });
  await remembered;
  return isAllowed;
}

/** Whether access to this server was asked for earlier in this browser session. */
export async function wasHostAsked(url: string): Promise<boolean> {
  const stored: Record<string, unknown> = await browser.storage.session.get(askedKey(url));
  return stored[askedKey(url)] === true;
}

function askedKey(url: string): string {
  return `asked ${hostPattern(url)}`;
}
