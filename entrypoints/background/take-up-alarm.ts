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
  /** Sees to it that it rings every `minutes` at least. One that does so already goes on counting. */
  set(minutes?: number): Promise<void>;
  /** It rang after `lastMinutes`, and waits twice as long from now on: who takes everything up clears it. */
  waitLonger(lastMinutes: number): Promise<void>;
  clear(): Promise<void>;
  isSet(): Promise<boolean>;
}

/** The alarm outlives the service worker, and its period is all that is remembered of the tries before. */
export function takeUpAlarmIn(alarms: AlarmArea): TakeUpAlarm {
  return {
    async set(minutes = LEAST_MINUTES) {
      const lastMinutes = (await alarms.get(NAME))?.periodInMinutes ?? Number.POSITIVE_INFINITY;
      if (lastMinutes > minutes) await alarms.create(NAME, { periodInMinutes: minutes });
    },
    async waitLonger(lastMinutes) {
      const periodInMinutes = Math.min(MOST_MINUTES, Math.max(LEAST_MINUTES, 2 * lastMinutes));
      await alarms.create(NAME, { periodInMinutes });
    },
    async clear() {
      await alarms.clear(NAME);
    },
    isSet: async () => (await alarms.get(NAME)) !== undefined,
  };
}
