import * as v from 'valibot';

const KEY = 'host-use';
const DAY_MS = 24 * 60 * 60 * 1_000;
/** Access to a server that was not used for this long is given back. */
export const UNUSED_DAYS = 30;

const schema = v.record(v.string(), v.number());

/** The part of `storage.local` that is needed. */
export interface HostUseArea {
  get(key: string): Promise<Record<string, unknown>>;
  set(values: Record<string, unknown>): Promise<void>;
}

/** When the servers that the extension may talk to were used last: milliseconds since 1970, by match pattern. */
export type HostUse = Readonly<Record<string, number>>;

/** What is stored; nothing when that cannot be read. */
export async function loadHostUse(area: HostUseArea): Promise<HostUse> {
  const parsed = v.safeParse(schema, (await area.get(KEY))[KEY]);
  return parsed.success ? parsed.output : {};
}

/** Keeps it. */
export async function saveHostUse(area: HostUseArea, use: HostUse): Promise<void> {
  await area.set({ [KEY]: use });
}

/** The match pattern that covers a URL's server. Patterns know no port: it stands for all of them. */
export function hostPattern(url: string): string {
  const { protocol, hostname } = new URL(url);
  return `${protocol}//${hostname}/*`;
}

/**
 * Whether a pattern that the browser granted covers a URL: a person can allow all servers at once in the browser's own
 * settings. @see https://developer.chrome.com/docs/extensions/develop/concepts/match-patterns
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

/** What is to be remembered and given back. */
export interface HostReview {
  readonly use: HostUse;
  /** Patterns that nothing has used for {@link UNUSED_DAYS} days, and nothing needs. */
  readonly unused: readonly string[];
}

/**
 * Looks through the granted patterns at `nowMs` (milliseconds since 1970). One of which nothing is remembered counts from
 * now on, and so does one from the future: the clock was set back.
 * @param needed URLs that something is still to be sent to, or asked of.
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

/** The use with these URLs' servers as used at `nowMs`; null when that is known to the day. */
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
