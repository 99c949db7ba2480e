import { type HostUseArea, loadHostUse, reviewHosts, saveHostUse, withUse } from '../../settings/host-use.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;

/** What {@link createHostKeeper} needs. */
export interface HostPorts {
  /** The match patterns of the servers that the extension may access. */
  readonly granted: () => Promise<readonly string[]>;
  readonly giveBack: (pattern: string) => Promise<unknown>;
  /** The URLs that something is still sent to or asked of. @throws Error when they are not known. */
  readonly needed: () => Promise<readonly string[]>;
  /** `storage.local`. */
  readonly area: HostUseArea;
  /** Milliseconds since 1970. */
  readonly nowMs: () => number;
}

/** Remembers when each server with access was last used, and returns access that nothing uses. */
export interface HostKeeper {
  /** These URLs are used now. Looks at what is stored once a day for each server. Never rejects. */
  used(urls: readonly string[]): Promise<void>;
  /** Returns unused access, and resolves to its patterns. */
  review(): Promise<readonly string[]>;
}

/** Starts with nothing seen. */
export function createHostKeeper({ granted, giveBack, needed, area, nowMs }: HostPorts): HostKeeper {
  const seenAtMs = new Map<string, number>();
  let last: Promise<unknown> = Promise.resolve();
  /** One after the other, because one value is stored. */
  const enqueue = <T>(work: () => Promise<T>): Promise<T> => {
    const done = last.then(work, work);
    last = done.catch(() => undefined);
    return done;
  };
  const isNews = (url: string): boolean => {
    const origin = URL.parse(url)?.origin;
    if (origin === undefined || Math.abs(nowMs() - (seenAtMs.get(origin) ?? 0)) < DAY_MS) return false;
    seenAtMs.set(origin, nowMs());
    return true;
  };
  return {
    async used(urls) {
      const news = urls.filter(isNews);
      if (news.length === 0) return;
      await enqueue(async () => {
        const use = withUse(await granted(), await loadHostUse(area), news, nowMs());
        if (use !== null) await saveHostUse(area, use);
      }).catch((error: unknown) => console.warn('It was not kept when a server was used.', error));
    },
    review: () =>
      enqueue(async () => {
        const patterns = await granted();
        if (patterns.length === 0) return [];
        const { use, unused } = reviewHosts(patterns, await loadHostUse(area), await needed(), nowMs());
        for (const pattern of unused) await giveBack(pattern);
        await saveHostUse(area, use);
        return unused;
      }),
  };
}
