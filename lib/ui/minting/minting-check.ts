import type { Minting } from '../../settings/minting-store.ts';
import { MAX_URL_CHARACTERS, plainHttpFault } from '../../upload/url/upload-url.ts';
import { say } from '../../words/say.ts';
import { t } from '../../words/t.ts';

/** A header as typed into its two fields. */
export interface HeaderRow {
  readonly name: string;
  readonly value: string;
}

/**
 * Headers that a browser sets itself and doesn't let anyone else set. @see
 * https://fetch.spec.whatwg.org/#forbidden-request-header
 */
const FORBIDDEN =
  /^(?:accept-charset|accept-encoding|access-control-.*|connection|content-length|cookie2?|date|dnt|expect|host|keep-alive|origin|proxy-.*|referer|sec-.*|set-cookie|te|trailer|transfer-encoding|upgrade|via)$/i;
/** Servers refuse longer ones; in characters. */
const MAX_HEADER_CHARACTERS = 8 * 1024;
/** @see https://www.rfc-editor.org/rfc/rfc9110#name-tokens */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const VISIBLE_LATIN = /^[\t\x20-\x7e\x80-\xff]*$/;

/** A sentence about what is wrong with a minting endpoint's address; null when it is fine or empty. */
export function endpointFault(text: string): string | null {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  if (trimmed.length > MAX_URL_CHARACTERS) return t('ui.minting.tooLong');
  const url = URL.parse(trimmed);
  if (url === null || !/^https?:$/.test(url.protocol)) return t('ui.minting.notHttps');
  if (url.username !== '' || url.password !== '') return t('ui.minting.hasPassword');
  const fault = plainHttpFault(url);
  return fault === null ? null : say(fault);
}

/** A sentence about what is wrong with one header among all of them; null when it is fine. An empty row does not count. */
export function headerFault(row: HeaderRow, rows: readonly HeaderRow[]): string | null {
  const { name, value } = trimmed(row);
  if (name === '') return value === '' ? null : t('ui.minting.headerUnnamed');
  if (name.length + value.length > MAX_HEADER_CHARACTERS) return t('ui.minting.headerTooLong');
  if (!TOKEN.test(name)) return t('ui.minting.headerBadName');
  if (FORBIDDEN.test(name)) return t('ui.minting.headerForbidden', { name });
  if (rows.some((other) => other !== row && trimmed(other).name.toLowerCase() === name.toLowerCase())) {
    return t('ui.minting.headerTwice', { name });
  }
  return VISIBLE_LATIN.test(value) ? null : t('ui.minting.headerBadValue');
}

/** The result of the fields: nothing, an endpoint, or something invalid. */
export type MintingCheck =
  | { readonly kind: 'none' }
  | { readonly kind: 'bad' }
  | { readonly kind: 'ok'; readonly minting: Minting };

/** Checks all fields together. */
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
