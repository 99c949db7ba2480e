import type { Minting } from '../../settings/minting-store.ts';
import { MAX_URL_CHARACTERS, plainHttpFault } from '../../upload/url/upload-url.ts';

/** A header as it stands in its two fields. */
export interface HeaderRow {
  readonly name: string;
  readonly value: string;
}

/** What a browser sends by itself and lets nobody set. @see https://fetch.spec.whatwg.org/#forbidden-request-header */
const FORBIDDEN =
  /^(?:accept-charset|accept-encoding|access-control-.*|connection|content-length|cookie2?|date|dnt|expect|host|keep-alive|origin|proxy-.*|referer|sec-.*|set-cookie|te|trailer|transfer-encoding|upgrade|via)$/i;
/** Servers take no longer ones, in characters. */
const MAX_HEADER_CHARACTERS = 8 * 1024;
/** @see https://www.rfc-editor.org/rfc/rfc9110#name-tokens */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const VISIBLE_LATIN = /^[\t\x20-\x7e\x80-\xff]*$/;

/** What is wrong with the address of a minting endpoint, as a sentence; null when nothing is. Empty means none. */
export function endpointFault(text: string): string | null {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  if (trimmed.length > MAX_URL_CHARACTERS) return 'This is too long for an address.';
  const url = URL.parse(trimmed);
  if (url === null || !/^https?:$/.test(url.protocol)) return 'The address of your server begins with https://.';
  if (url.username !== '' || url.password !== '') {
    return 'There is a user name or a password in the address. Send it in a header, such as Authorization.';
  }
  return plainHttpFault(url);
}

/** What is wrong with one header among all of them; null when nothing is. A row with nothing in it is no header. */
export function headerFault(row: HeaderRow, rows: readonly HeaderRow[]): string | null {
  const { name, value } = trimmed(row);
  if (name === '') return value === '' ? null : 'This value has no name.';
  if (name.length + value.length > MAX_HEADER_CHARACTERS) return 'This is too long for a header.';
  if (!TOKEN.test(name)) return 'A header’s name has only letters, digits and hyphens, such as Authorization.';
  if (FORBIDDEN.test(name)) return `The browser lets nobody set ${name}. Use another header.`;
  if (rows.some((other) => other !== row && trimmed(other).name.toLowerCase() === name.toLowerCase())) {
    return `${name} is here twice.`;
  }
  return VISIBLE_LATIN.test(value) ? null : 'A header’s value cannot hold this character. Copy it again in one piece.';
}

/** What the fields come to: nothing, an endpoint, or something that cannot be one. */
export type MintingCheck =
  | { readonly kind: 'none' }
  | { readonly kind: 'bad' }
  | { readonly kind: 'ok'; readonly minting: Minting };

/** Reads the fields together. */
export function checkMinting(endpoint: string, rows: readonly HeaderRow[]): MintingCheck {
  if (endpointFault(endpoint) !== null || rows.some((row) => headerFault(row, rows) !== null)) return { kind: 'bad' };
  if (endpoint.trim() === '') return { kind: 'none' };
  const named = rows.map(trimmed).filter(({ name }) => name !== '');
  const headers = Object.fromEntries(named.map(({ name, value }) => [name, value]));
  return { kind: 'ok', minting: { endpoint: endpoint.trim(), headers } };
}

function trimmed({ name, value }: HeaderRow): HeaderRow {
  return { name: name.trim(), value: value.trim() };
}
