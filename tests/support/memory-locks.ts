import type { HeldLock } from '../../lib/upload/locks.ts';

/** Locks by name, like the browser's: one holder at a time, the others queue; a crash frees them all. */
export class MemoryLocks {
  #holders = new Map<string, object>();
  #waiting = new Map<string, ((lock: HeldLock) => void)[]>();

  readonly take = async (name: string, wait: boolean): Promise<HeldLock | null> => {
    if (!this.#holders.has(name)) return this.#hold(name);
    if (!wait) return null;
    return await new Promise((resolve) => {
      const queue = this.#waiting.get(name) ?? [];
      queue.push(resolve);
      this.#waiting.set(name, queue);
    });
  };

  isHeld(name: string): boolean {
    return this.#holders.has(name);
  }

  /** How many are waiting for it. */
  waiting(name: string): number {
    return this.#waiting.get(name)?.length ?? 0;
  }

  crash(): void {
    this.#holders.clear();
    this.#waiting.clear();
  }

  #hold(name: string): HeldLock {
    const holder = {};
    this.#holders.set(name, holder);
    return { release: () => this.#release(name, holder) };
  }

  #release(name: string, holder: object): void {
    if (this.#holders.get(name) !== holder) return;
    this.#holders.delete(name);
    // Immediately, so that nobody gets in between.
    const next = this.#waiting.get(name)?.shift();
    if (next !== undefined) next(this.#hold(name));
  }
}
