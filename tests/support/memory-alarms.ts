import type { AlarmArea } from '../../lib/control/resume/resume-alarm.ts';

/** The browser's alarms, none of which goes off by itself. */
export class MemoryAlarms implements AlarmArea {
  readonly #minutes = new Map<string, number>();
  /** How often an alarm was created, which restarts its countdown each time. */
  created = 0;

  /** The periods of all alarms that are set, in minutes. */
  get minutes(): readonly number[] {
    return [...this.#minutes.values()];
  }

  /** The first delay, in minutes, of each alarm that doesn't wait a full period. */
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
