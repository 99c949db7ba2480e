import type { Clock } from '../../base/clock.ts';
import { inTime } from '../../base/clock.ts';

/** The browser answers at once or never. */
const PATIENCE_MS = 5_000;
const NAME = 'resume';
/** The browser allows no less. */
const LEAST_MINUTES = 0.5;
const MOST_MINUTES = 32;

/** The part of `browser.alarms` that is needed. */
export interface AlarmArea {
  create(name: string, info: { delayInMinutes?: number; periodInMinutes: number }): Promise<void>;
  get(name: string): Promise<{ readonly periodInMinutes?: number | undefined } | undefined>;
  clear(name: string): Promise<unknown>;
}

/** Wakes the service worker at intervals as long as a recording is still to be resumed. */
export interface ResumeAlarm {
  /**
   * Makes it ring every `minutes` at least. One that does so already continues counting.
   * Resolves to whether one was set before.
   */
  set(minutes?: number): Promise<boolean>;
  /** It rang after `lastMinutes`, and waits twice as long from now on. It is cleared when everything is resumed. */
  waitLonger(lastMinutes: number): Promise<void>;
  clear(): Promise<void>;
}

/** The alarm outlives the service worker, and its period is all that is remembered of the tries before. */
export function resumeAlarmIn(alarms: AlarmArea): ResumeAlarm {
  return {
    async set(minutes = LEAST_MINUTES) {
      const before = await alarms.get(NAME);
      const lastMinutes = before?.periodInMinutes ?? Number.POSITIVE_INFINITY;
      if (lastMinutes > minutes) await alarms.create(NAME, { periodInMinutes: minutes });
      return before !== undefined;
    },
    async waitLonger(lastMinutes) {
      const periodInMinutes = Math.min(MOST_MINUTES, Math.max(LEAST_MINUTES, 2 * lastMinutes));
      await alarms.create(NAME, { periodInMinutes });
    },
    async clear() {
      await alarms.clear(NAME);
    },
  };
}

/** Whether the alarm was set already. It counts as set when the browser does not answer: then everything is resumed. */
export async function setOrAssume(alarm: ResumeAlarm, clock: Clock): Promise<boolean> {
  try {
    return await inTime(alarm.set(), PATIENCE_MS, clock, 'The browser sets no alarm.');
  } catch (error) {
    console.warn('Nothing will wake this worker.', error);
    return true;
  }
}
