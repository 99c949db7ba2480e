import { schemeStarts } from './scheme-starts.ts';
import { urlExpiresAtMs } from './url-expiry.ts';
import { lookOf } from './url-look.ts';

const MINUTE_MS = 60_000;
/** A URL that ends this soon is worth a word before a recording starts. */
const SOON_MS = 10 * MINUTE_MS;
/** A path part as long as this may be a secret itself: some servers put the session's token into the path. */
const LONG_PART = 12;
/** What is shown of such a part: enough to tell two apart. */
const SHOWN_OF_LONG_PART = 4;
/** No server takes a longer URL; what is longer is not looked into. */
export const MAX_URL_CHARACTERS = 8 * 1024;

/** What can be said of the text in the field "Upload URL" without asking the server. Sentences are for the person. */
export type UploadUrlCheck =
  | { readonly kind: 'empty' }
  | {
      readonly kind: 'ok';
      /** The URL as it is requested: normalised, without a fragment. A secret. */
      readonly url: string;
      /** Safe to show: origin and last path part. */
      readonly label: string;
      /** When its signature ends, in milliseconds since 1970; null when the URL does not say. */
      readonly expiresAtMs: number | null;
      /** What may go wrong with it; it does not stand in the way of recording. */
      readonly warning: string | null;
    }
  | { readonly kind: 'bad'; readonly sentence: string };

/** Checks what a person typed or pasted as an upload URL. `nowMs`: milliseconds since 1970. */
export function checkUploadUrl(text: string, nowMs: number = Date.now()): UploadUrlCheck {
  const trimmed = text.trim();
  if (trimmed === '') return { kind: 'empty' };
  if (trimmed.length > MAX_URL_CHARACTERS) {
    return { kind: 'bad', sentence: 'This is too long for an address. Copy only the upload URL.' };
  }
  const sentence = wrongPaste(trimmed);
  if (sentence !== null) return { kind: 'bad', sentence };
  const url = URL.parse(trimmed);
  if (url === null)
    return { kind: 'bad', sentence: 'This is not a complete address. Copy the whole upload URL again.' };
  const fault = wrongUrl(url);
  if (fault !== null) return { kind: 'bad', sentence: fault };
  url.hash = '';
  const expiresAtMs = urlExpiresAtMs(url);
  const warning = expiryWarning(expiresAtMs, nowMs) ?? kindWarning(url);
  return { kind: 'ok', url: url.href, label: describeUrl(url.href), expiresAtMs, warning };
}

/** What the text is instead of one URL, told from its shape. */
function wrongPaste(text: string): string | null {
  if (/^[{[]/.test(text)) {
    return 'This is a whole JSON answer. Paste only the address that it holds, the value of "url", without the quotes.';
  }
  if (/^\$?\s*curl\s/i.test(text)) {
    return 'This is a curl command. Run it, and paste the upload URL from its answer.';
  }
  const [, ...more] = schemeStarts(text);
  if (more.some((start) => /[\s,;]/.test(text.charAt(start - 1)))) {
    return 'These are several addresses. Paste one upload URL.';
  }
  // Pasted behind what was in the field. An address within an address follows a sign, never a letter.
  if (more.some((start) => /[a-z0-9_-]/i.test(text.charAt(start - 1)))) {
    return 'These are two addresses in one. Clear the field, and paste one upload URL.';
  }
  if (/^["'`<(]/.test(text)) return 'There are quotes or brackets around the address. Paste it without them.';
  if (/\s/.test(text)) return 'There is a space or a line break in the address. Copy it again in one piece.';
  if (/^(gs|s3):\/\//i.test(text)) {
    return 'This names a place in a bucket, not an upload. Start a resumable upload there, and paste its session URL.';
  }
  if (!/^[a-z][a-z0-9+.-]*:/i.test(text)) return 'An upload URL begins with https://.';
  if (!/^https?:/i.test(text)) return 'Only web addresses can take an upload. An upload URL begins with https://.';
  if (!/^https?:\/\/[^/]/i.test(text)) return 'An upload URL begins with https:// and the name of a server.';
  return null;
}

/** Why a well-formed http(s) URL cannot be the address of an upload. */
function wrongUrl(url: URL): string | null {
  if (url.username !== '' || url.password !== '') {
    return 'There is a user name or a password in the address. Paste the upload URL without it.';
  }
  const plain = plainHttpFault(url);
  if (plain !== null) return plain;
  if (url.hostname === 'stream.mux.com' || url.hostname === 'player.mux.com') {
    return 'This is where Mux plays a video. Create a direct upload, and paste the "url" of its answer.';
  }
  if (url.hostname === 'api.mux.com') {
    return 'This is the Mux API, not an upload. Call it to create a direct upload, and paste the "url" of its answer.';
  }
  return null;
}

/**
 * Why nothing is sent unencrypted to this URL, as a sentence; null when it is encrypted, or on this machine by a name that
 * the extension's policy and permissions can hold: neither can hold `[::1]` or all of 127.0.0.0/8.
 */
export function plainHttpFault(url: URL): string | null {
  if (url.protocol !== 'http:' || url.hostname === 'localhost' || url.hostname === '127.0.0.1') return null;
  return isLoopback(url.hostname)
    ? 'The browser has no way to give Reelay access to this address. Write localhost or 127.0.0.1 for a server on this computer.'
    : 'This address is not encrypted. Use https://; plain http:// is only for a server on this computer.';
}

/** Whether a URL leads to this machine itself. */
export function isLoopbackUrl(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && isLoopback(url.hostname);
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

/**
 * Whether a server at `from` sends us to this machine itself without being on it: it would reach what only we can. Also by
 * the names that {@link isLoopbackUrl} does not know, because nobody should enter them.
 */
export function leadsHome(url: string, from: string): boolean {
  return isHome(url) && !isHome(from);
}

function isHome(text: string): boolean {
  const hostname = URL.parse(text)?.hostname.replace(/\.$/, '') ?? '';
  if (isLoopback(hostname) || hostname.endsWith('.localhost')) return true;
  // "This network", which systems take for this machine; and IPv4 within IPv6.
  return (
    /^0\.\d+\.\d+\.\d+$/.test(hostname) ||
    hostname === '[::]' ||
    /^\[::(?:ffff:)?(?:7f..|0):[0-9a-f]+\]$/.test(hostname)
  );
}

function expiryWarning(expiresAtMs: number | null, nowMs: number): string | null {
  if (expiresAtMs === null) return null;
  const leftMs = expiresAtMs - nowMs;
  if (leftMs <= 0) return 'This URL has expired. Get a new one from your server.';
  if (leftMs >= SOON_MS) return null;
  return 'This URL ends soon. A longer recording will need a new one.';
}

function kindWarning(url: URL): string | null {
  if (url.hostname === 'storage.googleapis.com' && lookOf(url.href).kind === 'unknown') {
    return 'This looks like the address of a file. The URL of an upload session has "upload_id" in it.';
  }
  return null;
}

/**
 * A URL as it may be shown or logged: `origin/…/last path part`. Never its query, fragment, credentials or what follows a
 * ";"; of a last part of 12 characters or more only the first 4, as it may be a secret itself. Of what it returns it returns
 * the same.
 */
export function describeUrl(url: string): string {
  const parsed = url.length > MAX_URL_CHARACTERS ? null : URL.parse(url);
  if (parsed === null || parsed.host === '' || !SHOWN_SCHEMES.has(parsed.protocol)) return '(address hidden)';
  const parts = parsed.pathname.split('/').filter((part) => part !== '');
  // What was shortened may come again.
  const last = parts.at(-1)?.replaceAll('%E2%80%A6', '…').split(';', 1)[0];
  const origin = `${parsed.protocol}//${parsed.host}`;
  if (last === undefined) return origin;
  const shown = last.length >= LONG_PART || last === '' ? `${last.slice(0, SHOWN_OF_LONG_PART)}…` : last;
  return parts.length > 1 ? `${origin}/…/${shown}` : `${origin}/${shown}`;
}

/** In any other, what looks like a scheme may be a piece of something else. */
const SHOWN_SCHEMES: ReadonlySet<string> = new Set(['https:', 'http:', 'chrome-extension:']);
