const NAME = 'take-up';
/** The browser allows no less. */
const LEAST_MINUTES = 0.5;
const MOST_MINUTES = 32;

/** The part of `browser.alarms` that is needed. */
export interface AlarmArea {
  create(name: string, info: { periodInMinutes: number }): Promise<void>;
  get(name: string): Promise<{ readonly periodInMinutes?: number | undefined } | undefined>;
  clear(name: string): Promise<unknown>;
}

/** Wakes the service worker, again and again, as long as something is yet to be taken up. */
export interface TakeUpAlarm {
  /** Sets it, to `leastMinutes` at least; one that is set already waits twice as long from now on. */
  set(leastMinutes?: number): Promise<void>;
  clear(): Promise<void>;
  isSet(): Promise<boolean>;
}

/** The alarm outlives the service worker, and its period is all that is remembered of the tries before. */
export function takeUpAlarmIn(alarms: AlarmArea): TakeUpAlarm {
  return {
    async set(leastMinutes = LEAST_MINUTES) {
      const last = (await alarms.get(NAME))?.periodInMinutes ?? 0;
      await alarms.create(NAME, { periodInMinutes: Math.min(MOST_MINUTES, Math.max(leastMinutes, 2 * last)) });
    },
    async clear() {
      await alarms.clear(NAME);
    },
    isSet: async () => (await alarms.get(NAME)) !== undefined,
  };
}
