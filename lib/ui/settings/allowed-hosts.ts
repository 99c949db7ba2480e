import type { HostUse } from '../../settings/host-use.ts';
import { t } from '../../words/t.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;

/** A server the extension has access to, as shown in the list. */
export interface AllowedHost {
  /** The browser's match pattern: what to remove. */
  readonly pattern: string;
  /** "upload.example", "localhost (http)". */
  readonly name: string;
  /** When it was last used: "Used 3 days ago". */
  readonly lastUse: string;
}

/** The granted match patterns as a list, sorted by name. `nowMs`: milliseconds since 1970. */
export function allowedHosts(granted: readonly string[], use: HostUse, nowMs: number): readonly AllowedHost[] {
  const hosts = granted.map((pattern) => ({ pattern, name: nameOf(pattern), lastUse: lastUseOf(use[pattern], nowMs) }));
  return hosts.toSorted((a, b) => a.name.localeCompare(b.name));
}

function nameOf(pattern: string): string {
  const [, scheme = '', host = pattern] = /^(\*|https?):\/\/([^/]+)\//.exec(pattern) ?? [];
  const name = serverName(host);
  return scheme === 'http' ? t('ui.servers.plainHttp', { host: name }) : name;
}

/** The browser's own settings can grant wider access than Reelay asks for. */
function serverName(host: string): string {
  if (host === '*') return t('ui.servers.all');
  return host.startsWith('*.') ? t('ui.servers.subdomains', { host: host.slice(2) }) : host;
}

function lastUseOf(atMs: number | undefined, nowMs: number): string {
  if (atMs === undefined) return t('ui.servers.unused');
  const days = Math.floor(Math.max(0, nowMs - atMs) / DAY_MS);
  return days === 0 ? t('ui.servers.usedToday') : t('ui.servers.usedDaysAgo', days);
}
