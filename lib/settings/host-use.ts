import * as v from 'valibot';

const KEY = 'host-use';
const DAY_MS = 24 * 60 * 60 * 1_000;
/** Access to a server is returned after this long without use. */
export const UNUSED_DAYS = 30;

const schema = v.record(v.string(), v.number());

/** The part of `storage.local` that is needed. */
export interface HostUseArea {
  get(key: string): Promise<Record<string, unknown>>;
  set(values: Record<string, unknown>): Promise<void>;
}

/** When each server that the extension may access was last used: milliseconds since 1970, by match pattern. */
export type HostUse = Readonly<Record<string, number>>;

/** Loads it; empty when it can't be read. */
export async function loadHostUse(area: HostUseArea): Promise<HostUse> {
  const parsed = v.safeParse(schema, (await area.get(KEY))[KEY]);
  return parsed.success ? parsed.output : {};
}

/** Keeps it. */
export async function saveHostUse(area: HostUseArea, use: HostUse): Promise<void> {
  await area.set({ [KEY]: use });
}

/** The match pattern for a URL's server. Patterns have no port: one covers all ports. */
export function hostPattern(url: string): string {
  const { protocol, hostname } = new URL(url);
  return `${protocol}//${hostname}/*`;
}

/**
 * Whether a granted pattern covers a URL: you can allow all servers at once in the browser's own settings.
 * @see https://developer.chrome.com/docs/extensions/develop/concepts/match-patterns
 */
export function covers(pattern: string, url: string): boolean {
  const parsed = URL.parse(url);
  const [, scheme, host] = /^(\*|https?):\/\/([^/]+)\//.exec(pattern) ?? [];
  if (parsed === null || scheme === undefined || host === undefined) return false;
  if (scheme !== '*' && `${scheme}:` !== parsed.protocol) return false;
  const { hostname } = parsed;
  if (host === '*') return true;
  return host.startsWith('*.') ? `.${hostname}`.endsWith(host.slice(1)) : host.replace(/:\d+$/, '') === hostname;
}

/** What to remember, and which access to return. */
export interface HostReview {
  readonly use: HostUse;
  /** Patterns unused for {@link UNUSED_DAYS} days that nothing needs. */
  readonly unused: readonly string[];
}

/**
 * Checks the granted patterns at `nowMs` (milliseconds since 1970). A pattern without a date counts as used now, and so
 * does one with a date in the future: the clock was set back.
 * @param needed URLs that something still has to be sent to or asked of.
 */
export function reviewHosts(
  granted: readonly string[],
  use: HostUse,
  needed: readonly string[],
  nowMs: number,
): HostReview {
  const lastUsedMs = (pattern: string): number => {
    const atMs = use[pattern];
    return atMs === undefined || atMs > nowMs ? nowMs : atMs;
  };
  const isUnused = (pattern: string): boolean =>
    nowMs - lastUsedMs(pattern) >= UNUSED_DAYS * DAY_MS && !needed.some((url) => covers(pattern, url));
  const kept = granted.filter((pattern) => !isUnused(pattern));
  return {
    use: Object.fromEntries(kept.map((pattern) => [pattern, lastUsedMs(pattern)])),
    unused: granted.filter(isUnused),
  };
}

/** The dates with these URLs' servers used at `nowMs`; null when nothing changes by a day. */
export function withUse(
  granted: readonly string[],
  use: HostUse,
  urls: readonly string[],
  nowMs: number,
): HostUse | null {
  const news = granted.filter((pattern) => {
    const isUsed = urls.some((url) => covers(pattern, url));
    return isUsed && !(Math.abs(nowMs - (use[pattern] ?? 0)) < DAY_MS);
  });
  return news.length === 0 ? null : { ...use, ...Object.fromEntries(news.map((pattern) => [pattern, nowMs])) };
}
