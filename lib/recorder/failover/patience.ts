import type { Clock } from '../../base/clock.ts';
import { TooLateError } from '../../base/clock.ts';

/** How long one step may take, in milliseconds: normally, and after Stop. */
export interface StepPatience {
  readonly calmMs: number;
  readonly hurriedMs: number;
}

const LONGEST_MS = 60_000;
/** A wait that is already longer than a hurry allows gets this much more. */
const LAST_CHANCE_MS = 200;

/** The same step after this many failures. The limit grows, so that a slow engine eventually gets through. */
export function afterFailures({ calmMs, hurriedMs }: StepPatience, failures: number): StepPatience {
  const longer = (ms: number) => Math.min(ms * 2 ** failures, Math.max(ms, LONGEST_MS));
  return { calmMs: longer(calmMs), hurriedMs: longer(hurriedMs) };
}

/** The deadlines of everything a live recording waits for. Stop shortens them all at once. */
export class Patience {
  readonly #clock: Pick<Clock, 'wait' | 'monotonicMs'>;
  readonly #calmWaits = new Set<AbortController>();
  #isHurried = false;

  constructor(clock: Pick<Clock, 'wait' | 'monotonicMs'>) {
    this.#clock = clock;
  }

  get isHurried(): boolean {
    return this.#isHurried;
  }

  /** From now on, including current waits. */
  hurry(): void {
    this.#isHurried = true;
    for (const wait of this.#calmWaits) wait.abort();
  }

  /**
   * Resolves to what `work` resolves to, in time.
   * @param onLate called with a later result.
   * @throws TooLateError with `what` when it takes too long.
   */
  async within<T>(
    work: Promise<T>,
    patience: StepPatience,
    what: TooLateError['what'],
    onLate: (value: T) => void = () => undefined,
  ): Promise<T> {
    const over = new AbortController();
    const runOut = async (): Promise<never> => {
      await this.#wait(patience, over.signal);
      if (!over.signal.aborted) work.then(onLate, () => undefined);
      throw new TooLateError(what);
    };
    try {
      return await Promise.race([work, runOut()]);
    } finally {
      over.abort();
    }
  }

  /** Waits, less once there is a hurry, or until `signal` is aborted. */
  async pause(patience: StepPatience): Promise<void> {
    await this.#wait(patience, new AbortController().signal);
  }

  async #wait({ calmMs, hurriedMs }: StepPatience, over: AbortSignal): Promise<void> {
    const sinceMs = this.#clock.monotonicMs();
    if (!this.#isHurried) {
      const calm = new AbortController();
      const end = () => calm.abort();
      over.addEventListener('abort', end, { once: true });
      this.#calmWaits.add(calm);
      await this.#inHalves(calmMs, calm.signal);
      this.#calmWaits.delete(calm);
      over.removeEventListener('abort', end);
      if (!this.#isHurried) return;
    }
    const waitedMs = this.#clock.monotonicMs() - sinceMs;
    await this.#inHalves(Math.max(hurriedMs - waitedMs, Math.min(hurriedMs, LAST_CHANCE_MS)), over);
  }

  /** If the computer sleeps through one half, the other half still gives the work time. */
  async #inHalves(delayMs: number, signal: AbortSignal): Promise<void> {
    await this.#clock.wait(delayMs / 2, signal);
    await this.#clock.wait(delayMs / 2, signal);
  }
}
