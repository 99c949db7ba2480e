import type { HeldLock } from '../../lib/upload/locks.ts';

/** Locks by name, as the browser keeps them: one holder at a time, the others in a queue; a crash frees all. */
export class MemoryLocks {
  #holders = new Map<string, object>();
  #waiting = new Map<string, (() => void)[]>();

  readonly take = async (name: string, wait: boolean): Promise<HeldLock | null> => {
    if (this.#holders.has(name)) {
      if (!wait) return null;
      await new Promise<void>((resolve) => {
        const queue = this.#waiting.get(name) ?? [];
        queue.push(resolve);
        this.#waiting.set(name, queue);
      });
    }
    const holder = {};
    this.#holders.set(name, holder);
    return { release: () => this.#release(name, holder) };
  };

  isHeld(name: string): boolean {
    return this.#holders.has(name);
  }

  crash(): void {
    this.#holders.clear();
    this.#waiting.clear();
  }

  #release(name: string, holder: object): void {
    if (this.#holders.get(name) !== holder) return;
    this.#holders.delete(name);
    this.#waiting.get(name)?.shift()?.();
  }
}
