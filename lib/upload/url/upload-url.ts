import type { Message } from '../../recording/message.ts';
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

/** What can be said of the text in the field "Upload URL" without asking the server. */
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
      readonly warning: Message | null;
    }
  | { readonly kind: 'bad'; readonly reason: Message };

/** Checks what a person typed or pasted as an upload URL. `nowMs`: milliseconds since 1970. */
export function checkUploadUrl(text: string, nowMs: number = Date.now()): UploadUrlCheck {
  const trimmed = text.trim();
  if (trimmed === '') return { kind: 'empty' };
  if (trimmed.length > MAX_URL_CHARACTERS) {
    return { kind: 'bad', reason: { id: 'url.tooLong' } };
  }
  const reason = wrongPaste(trimmed);
  if (reason !== null) return { kind: 'bad', reason };
  const url = URL.parse(trimmed);
  if (url === null) return { kind: 'bad', reason: { id: 'url.incomplete' } };
  const fault = wrongUrl(url);
  if (fault !== null) return { kind: 'bad', reason: fault };
  url.hash = '';
  const expiresAtMs = urlExpiresAtMs(url);
  const warning = expiryWarning(expiresAtMs, nowMs) ?? kindWarning(url);
  return { kind: 'ok', url: url.href, label: describeUrl(url.href), expiresAtMs, warning };
}

/** What the text is instead of one URL, judging by its shape. */
function wrongPaste(text: string): Message | null {
  if (/^[{[]/.test(text)) {
    return { id: 'url.isJson' };
  }
  if (/^\$?\s*curl\s/i.test(text)) {
    return { id: 'url.isCurl' };
  }
  const [, ...more] = schemeStarts(text);
  if (more.some((start) => /[\s,;]/.test(text.charAt(start - 1)))) {
    return { id: 'url.isSeveral' };
  }
  // Pasted behind what was in the field. An address within an address follows a sign, never a letter.
  if (more.some((start) => /[a-z0-9_-]/i.test(text.charAt(start - 1)))) {
    return { id: 'url.isTwoInOne' };
  }
  if (/^["'`<(]/.test(text)) return { id: 'url.hasQuotes' };
  if (/\s/.test(text)) return { id: 'url.hasSpace' };
  if (/^(gs|s3):\/\//i.test(text)) {
    return { id: 'url.isBucket' };
  }
  if (!/^[a-z][a-z0-9+.-]*:/i.test(text)) return { id: 'url.noScheme' };
  if (!/^https?:/i.test(text)) return { id: 'url.noWebAddress' };
  if (!/^https?:\/\/[^/]/i.test(text)) return { id: 'url.noServer' };
  return null;
}

/** Why a well-formed http(s) URL cannot be the address of an upload. */
function wrongUrl(url: URL): Message | null {
  if (url.username !== '' || url.password !== '') {
    return { id: 'url.hasPassword' };
  }
  const plain = plainHttpFault(url);
  if (plain !== null) return plain;
  if (url.hostname === 'stream.mux.com' || url.hostname === 'player.mux.com') {
    return { id: 'url.isMuxPlayback' };
  }
  if (url.hostname === 'api.mux.com') {
    return { id: 'url.isMuxApi' };
  }
  return null;
}

/**
 * Why nothing is sent unencrypted to this URL; null when it is encrypted, or on this machine by a name that
 * the extension's policy and permissions can hold: neither can hold `[::1]` or all of 127.0.0.0/8.
 */
export function plainHttpFault(url: URL): Message | null {
  if (url.protocol !== 'http:' || url.hostname === 'localhost' || url.hostname === '127.0.0.1') return null;
  return { id: isLoopback(url.hostname) ? 'url.otherLoopback' : 'url.notEncrypted' };
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

function expiryWarning(expiresAtMs: number | null, nowMs: number): Message | null {
  if (expiresAtMs === null) return null;
  const leftMs = expiresAtMs - nowMs;
  if (leftMs <= 0) return { id: 'url.expired' };
  if (leftMs >= SOON_MS) return null;
  return { id: 'url.expiresSoon' };
}

function kindWarning(url: URL): Message | null {
  if (url.hostname === 'storage.googleapis.com' && lookOf(url.href).kind === 'unknown') {
    return { id: 'url.looksLikeFile' };
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
