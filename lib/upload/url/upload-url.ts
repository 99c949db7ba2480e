import type { Message } from '../../recording/message.ts';
import { schemeStarts } from './scheme-starts.ts';
import { urlExpiresAtMs } from './url-expiry.ts';
import { lookOf } from './url-look.ts';

const MINUTE_MS = 60_000;
/** A URL that expires this soon deserves a warning before a recording. */
const SOON_MS = 10 * MINUTE_MS;
/** A path part this long may be a secret itself: some servers put the session's token in the path. */
const LONG_PART = 12;
/** How much of such a part is shown: enough to distinguish two. */
const SHOWN_OF_LONG_PART = 4;
/** No server accepts a longer URL, so a longer text isn't parsed. */
export const MAX_URL_CHARACTERS = 8 * 1024;

/** What can be said about the text in the Upload URL field without asking the server. */
export type UploadUrlCheck =
  | { readonly kind: 'empty' }
  | {
      readonly kind: 'ok';
      /** The URL as it is requested: normalised, without a fragment. A secret. */
      readonly url: string;
      /** Safe to show: origin and last path part. */
      readonly label: string;
      /** When its signature expires, in milliseconds since 1970; null when the URL doesn't say. */
      readonly expiresAtMs: number | null;
      /** What may go wrong with it; it doesn't prevent recording. */
      readonly warning: Message | null;
    }
  | { readonly kind: 'bad'; readonly reason: Message };

/** Checks what you typed or pasted as an upload URL. `nowMs`: milliseconds since 1970. */
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

/** What the text is instead of one URL, by its shape. */
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
  // Pasted after the field's content. A URL within a URL follows a symbol, never a letter.
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

/** Why a well-formed http(s) URL can't be an upload's address. */
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
 * Why nothing is sent unencrypted to this URL; null when it is encrypted, or on this computer by a name that the
 * extension's policy and permissions can contain: they can't contain `[::1]` or all of 127.0.0.0/8.
 */
export function plainHttpFault(url: URL): Message | null {
  if (url.protocol !== 'http:' || url.hostname === 'localhost' || url.hostname === '127.0.0.1') return null;
  return { id: isLoopback(url.hostname) ? 'url.otherLoopback' : 'url.notEncrypted' };
}

/** Whether a URL leads to this computer. */
export function isLoopbackUrl(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && isLoopback(url.hostname);
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

/**
 * Whether a server at `from` that isn't on this computer sends us to it: it would reach what only we can. Includes
 * names that {@link isLoopbackUrl} doesn't know, because nobody should enter those.
 */
export function leadsHome(url: string, from: string): boolean {
  return isHome(url) && !isHome(from);
}

function isHome(text: string): boolean {
  const hostname = URL.parse(text)?.hostname.replace(/\.$/, '') ?? '';
  if (isLoopback(hostname) || hostname.endsWith('.localhost')) return true;
  // "This network", which systems treat as this computer; and IPv4 within IPv6.
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
 * A URL that is safe to show or log: `origin/…/last path part`. Never its query, fragment, credentials or what follows
 * a ";". If the last part has 12 characters or more, only the first 4, because it may be a secret. Applying it to its
 * result changes nothing.
 */
export function describeUrl(url: string): string {
  const parsed = url.length > MAX_URL_CHARACTERS ? null : URL.parse(url);
  if (parsed === null || parsed.host === '' || !SHOWN_SCHEMES.has(parsed.protocol)) return '(address hidden)';
  const parts = parsed.pathname.split('/').filter((part) => part !== '');
  // The input may be already shortened.
  const last = parts.at(-1)?.replaceAll('%E2%80%A6', '…').split(';', 1)[0];
  const origin = `${parsed.protocol}//${parsed.host}`;
  if (last === undefined) return origin;
  const shown = last.length >= LONG_PART || last === '' ? `${last.slice(0, SHOWN_OF_LONG_PART)}…` : last;
  return parts.length > 1 ? `${origin}/…/${shown}` : `${origin}/${shown}`;
}

/** In other URLs, what looks like a scheme may be part of something else. */
const SHOWN_SCHEMES: ReadonlySet<string> = new Set(['https:', 'http:', 'chrome-extension:']);
