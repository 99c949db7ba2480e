import type { HostUse } from '../../settings/host-use.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;

/** A server that the extension may talk to, as it is listed. */
export interface AllowedHost {
  /** The browser's match pattern: what is given back. */
  readonly pattern: string;
  /** As people call it: "upload.example", "localhost (http)". */
  readonly name: string;
  /** When it was used last: "Used today". */
  readonly lastUse: string;
}

/** The granted match patterns as a list, by name. `nowMs`: milliseconds since 1970. */
export function allowedHosts(granted: readonly string[], use: HostUse, nowMs: number): readonly AllowedHost[] {
  const hosts = granted.map((pattern) => ({ pattern, name: nameOf(pattern), lastUse: lastUseOf(use[pattern], nowMs) }));
  return hosts.toSorted((a, b) => a.name.localeCompare(b.name));
}

function nameOf(pattern: string): string {
  const [, scheme = '', host = pattern] = /^(\*|https?):\/\/([^/]+)\//.exec(pattern) ?? [];
  // The browser's own settings can allow more at once than Reelay asks for.
  const name = host === '*' ? 'All servers' : host.startsWith('*.') ? `${host.slice(2)} and all below it` : host;
  return scheme === 'http' ? `${name} (http)` : name;
}

function lastUseOf(atMs: number | undefined, nowMs: number): string {
  if (atMs === undefined) return 'Not used yet';
  const days = Math.floor(Math.max(0, nowMs - atMs) / DAY_MS);
  if (days === 0) return 'Used in the last 24 hours';
  return days === 1 ? 'Used yesterday' : `Used ${days} days ago`;
}
