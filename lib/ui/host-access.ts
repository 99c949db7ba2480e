import * as v from 'valibot';
import { browser } from 'wxt/browser';

const KEY = 'hostsAsked';

/** A server's name without scheme and port, as people call it; empty when the text is no URL. */
export function hostOf(url: string): string {
  return URL.parse(url)?.hostname ?? '';
}

/** The match pattern that covers a URL's server. Patterns know no port: it stands for all of them. */
export function hostPattern(url: string): string {
  const { protocol, hostname } = new URL(url);
  return `${protocol}//${hostname}/*`;
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
  const answer = browser.permissions.request({ origins: [hostPattern(url)] });
  await remember(hostPattern(url));
  return answer;
}

/** Whether the person was asked for this server before, in this browser session. */
export async function wasHostAsked(url: string): Promise<boolean> {
  return (await askedHosts()).includes(hostPattern(url));
}

async function remember(pattern: string): Promise<void> {
  await browser.storage.session.set({ [KEY]: [...new Set([...(await askedHosts()), pattern])] });
}

async function askedHosts(): Promise<readonly string[]> {
  const stored: Record<string, unknown> = await browser.storage.session.get(KEY);
  const parsed = v.safeParse(v.array(v.string()), stored[KEY]);
  return parsed.success ? parsed.output : [];
}
