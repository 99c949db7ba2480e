import type { AlarmArea } from '../../entrypoints/background/take-up-alarm.ts';

/** The browser's alarms, of which none rings by itself. */
export class MemoryAlarms implements AlarmArea {
  readonly #minutes = new Map<string, number>();
  /** How often one was made: each time, its countdown begins. */
  created = 0;

  /** The periods of all that are set, in minutes. */
  get minutes(): readonly number[] {
    return [...this.#minutes.values()];
  }

  async create(name: string, { periodInMinutes }: { periodInMinutes: number }): Promise<void> {
    this.created += 1;
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
