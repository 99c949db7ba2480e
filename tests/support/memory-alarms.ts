import type { AlarmArea } from '../../lib/control/resume/resume-alarm.ts';

/** The browser's alarms, of which none rings by itself. */
export class MemoryAlarms implements AlarmArea {
  readonly #minutes = new Map<string, number>();
  /** How often one was made: each time, its countdown begins. */
  created = 0;

  /** The periods of all that are set, in minutes. */
  get minutes(): readonly number[] {
    return [...this.#minutes.values()];
  }

  /** After how many minutes each rings first that does not wait for a whole period. */
  readonly delays: number[] = [];

  async create(name: string, info: { delayInMinutes?: number; periodInMinutes: number }): Promise<void> {
    const { delayInMinutes, periodInMinutes } = info;
    this.created += 1;
    if (delayInMinutes !== undefined) this.delays.push(delayInMinutes);
    this.#minutes.set(name, periodInMinutes);
  }

  async get(name: string): Promise<{ readonly periodInMinutes?: number } | undefined> {
    const periodInMinutes = this.#minutes.get(name);
    return periodInMinutes === undefined ? undefined : { periodInMinutes };
  }

  async clear(name: string): Promise<void> {
    this.#minutes.delete(name);
  }
}
