import { isLoopbackUrl } from './upload-url.ts';

/**
 * The address of an upload that was created at `endpoint`, absolute; null when it must not be used.
 *
 * A server behind a proxy that ends TLS often names itself with `http:`. On the same host that is taken as `https:`;
 * elsewhere nothing is sent unencrypted, unless to this machine.
 */
export function resolveLocation(location: string, endpoint: string): string | null {
  const url = URL.parse(location, endpoint);
  if (url === null || location.trim() === '') return null;
  const from = new URL(endpoint);
  if (url.protocol === 'http:' && from.protocol === 'https:' && url.hostname === from.hostname) {
    url.protocol = 'https:';
    // "http://host:443" is what some proxies make of it, and a port that was named for http is not the one for https.
    url.port = from.port;
  }
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopbackUrl(url.href))) return null;
  url.hash = '';
  return url.href;
}
