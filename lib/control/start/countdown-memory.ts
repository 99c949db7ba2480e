import type { SessionArea } from '../../base/session-area.ts';

const KEY = 'countdown';

/** Remembers that a countdown runs: if the service worker ends meanwhile, the next one has to say that nothing was started. */
export interface CountdownMemory {
  /** A countdown begins. Nobody waits for this: it must not hold up a start. */
  begin(): void;
  /** It has ended, in whatever way. */
  end(): void;
  /** At the start of a service worker: whether an earlier one ended during a countdown. Forgets it. */
  takeCutOff(): Promise<boolean>;
}

/** `area` outlives the service worker, but not the browser. */
export function countdownMemoryIn(area: SessionArea): CountdownMemory {
  const notKept = (error: unknown) => console.warn('A countdown is not remembered.', error);
  return {
    begin: () => void area.set({ [KEY]: true }).catch(notKept),
    end: () => void area.remove(KEY).catch(notKept),
    async takeCutOff() {
      // Not one after the other: a countdown may begin meanwhile.
      const [{ [KEY]: isCutOff }] = await Promise.all([area.get(KEY), area.remove(KEY)]);
      return isCutOff === true;
    },
  };
}
