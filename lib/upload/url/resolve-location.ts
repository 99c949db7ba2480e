import type { Outcome } from '../protocols/protocol.ts';
import { leadsHome, MAX_URL_CHARACTERS, plainHttpFault } from './upload-url.ts';

/**
 * The address of an upload that was created at `endpoint`, absolute; null when it must not be used.
 *
 * A server behind a proxy that ends TLS often names itself with `http:`. On the same host that is taken as `https:`;
 * elsewhere nothing is sent unencrypted, unless to this machine; and only a server on this machine sends us there. An
 * address with a user name or a password in it is none.
 */
export function resolveLocation(location: string, endpoint: string): string | null {
  if (location.length > MAX_URL_CHARACTERS || location.trim() === '') return null;
  const url = URL.parse(location, endpoint);
  if (url === null || url.username !== '' || url.password !== '') return null;
  const from = new URL(endpoint);
  if (url.protocol === 'http:' && from.protocol === 'https:' && url.hostname === from.hostname) {
    url.protocol = 'https:';
    // "http://host:443" is what some proxies make of it, and a port that was named for http is not the one for https.
    url.port = from.port;
  }
  if (!/^https?:$/.test(url.protocol) || plainHttpFault(url) !== null) return null;
  if (leadsHome(url.href, endpoint)) return null;
  url.hash = '';
  return url.href;
}

/** The outcome with its location made absolute; a location that must not be used makes it a problem. */
export function withAbsoluteLocation(outcome: Outcome, endpoint: string | null): Outcome {
  if (outcome.kind !== 'created') return outcome;
  const location = endpoint === null ? null : resolveLocation(outcome.location, endpoint);
  return location === null ? { kind: 'final', problem: { kind: 'bad-location' } } : { ...outcome, location };
}
