import type { Outcome } from '../protocols/protocol.ts';
import { leadsHome, MAX_URL_CHARACTERS, plainHttpFault } from './upload-url.ts';

/**
 * The absolute address of an upload created at `endpoint`; null when it must not be used.
 * A server behind a proxy that ends TLS often calls itself `http:`. On the same host that is read as `https:`;
 * elsewhere nothing is sent unencrypted, unless to this computer, and only a server on this computer may send us there.
 * An address with a user name or password is refused.
 */
export function resolveLocation(location: string, endpoint: string): string | null {
  if (location.length > MAX_URL_CHARACTERS || location.trim() === '') return null;
  const url = URL.parse(location, endpoint);
  if (url === null || url.username !== '' || url.password !== '') return null;
  const from = new URL(endpoint);
  if (url.protocol === 'http:' && from.protocol === 'https:' && url.hostname === from.hostname) {
    url.protocol = 'https:';
    // Some proxies write "http://host:443", and a port named for http isn't the one for https.
    url.port = from.port;
  }
  if (!/^https?:$/.test(url.protocol) || plainHttpFault(url) !== null) return null;
  if (leadsHome(url.href, endpoint)) return null;
  url.hash = '';
  return url.href;
}

/** The outcome with an absolute location, or a problem when the location must not be used. */
export function withAbsoluteLocation(outcome: Outcome, endpoint: string | null): Outcome {
  if (outcome.kind !== 'created') return outcome;
  const location = endpoint === null ? null : resolveLocation(outcome.location, endpoint);
  return location === null ? { kind: 'final', problem: { kind: 'bad-location' } } : { ...outcome, location };
}
