import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../../lib/base/clock.ts';

interface Timer {
  readonly atMs: number;
  readonly survivesCrash: boolean;
  fire(): void;
}

/** More than this in one stretch of time, and something is going round in circles. */
const MAX_TIMERS = 10_000;

/** Why {@link FakeClock.runUntil} came back: what it waited for came, nothing is left to wait for, or the time is up. */
export type ClockStop = 'done' | 'quiet' | 'late';

/**
 * Virtual time. It jumps to the next timer when all is idle: an hour of waiting takes microseconds, and the order of
 * events is always the same. While something is being computed it stands still, unless `lookMs` is given: then each look
 * at the clock takes this long, and timers come up to a millisecond early, as a browser's do.
 */
export class FakeClock implements Clock {
  readonly #lookMs: number;
  /** The monotonic clock, which timers go by. */
  #nowMs = Date.UTC(2026, 0, 1);
  /** How far the wall clock is from it. */
  #jumpedMs = 0;
  readonly #timers: Timer[] = [];

  constructor({ lookMs = 0 } = {}) {
    this.#lookMs = lookMs;
  }

  now(): number {
    return this.monotonicMs() + this.#jumpedMs;
  }

  monotonicMs(): number {
    const nowMs = this.#nowMs;
    this.#nowMs += this.#lookMs;
    return nowMs;
  }

  /** The wall clock is set to another time; nothing comes sooner or later for that. */
  jump(byMs: number): void {
    this.#jumpedMs += byMs;
  }

  wait(delayMs: number | null, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const cancel = delayMs === null ? null : this.at(delayMs, done);
      signal.addEventListener('abort', done, { once: true });
      function done() {
        cancel?.();
        signal.removeEventListener('abort', done);
        resolve();
      }
    });
  }

  /** Calls back after the delay. Returns a function that takes it back. */
  at(delayMs: number, fire: () => void, survivesCrash = false): () => void {
    const wholeMs = this.#lookMs === 0 ? delayMs : Math.floor(delayMs);
    const timer = { atMs: this.#nowMs + Math.max(0, wholeMs), survivesCrash, fire };
    this.#timers.push(timer);
    return () => this.#remove(timer);
  }

  /** Lets the time pass, with all that happens meanwhile. */
  async advance(delayMs: number): Promise<void> {
    const untilMs = this.#nowMs + delayMs;
    await this.runUntil(() => false, delayMs);
    this.#nowMs = untilMs;
  }

  /** Lets time pass until `work` is done. @throws Error when it isn't within the limit. */
  async finish<T>(work: Promise<T>, limitMs: number): Promise<T> {
    let isDone = false;
    const done = work.finally(() => {
      isDone = true;
    });
    await this.runUntil(() => isDone, limitMs);
    if (!isDone) throw new Error('A call never came back.');
    return await done;
  }

  /** Lets time pass until it is done, at most for `limitMs`. */
  async runUntil(done: () => boolean, limitMs: number): Promise<ClockStop> {
    const untilMs = this.#nowMs + limitMs;
    for (let fired = 0; ; fired += 1) {
      if (fired > MAX_TIMERS) throw new Error('It goes round in circles.');
      await nextTurn();
      if (done()) return 'done';
      const next = this.#earliest();
      if (next === null) return 'quiet';
      if (next.atMs > untilMs) return 'late';
      this.#remove(next);
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.fire();
    }
  }

  /** Everything on this machine that waited is gone; what is on its way elsewhere is not. */
  crash(): void {
    const surviving = this.#timers.filter((timer) => timer.survivesCrash);
    this.#timers.splice(0, this.#timers.length, ...surviving);
  }

  #earliest(): Timer | null {
    let first: Timer | null = null;
    for (const timer of this.#timers) if (first === null || timer.atMs < first.atMs) first = timer;
    return first;
  }

  #remove(timer: Timer): void {
    const index = this.#timers.indexOf(timer);
    if (index >= 0) this.#timers.splice(index, 1);
  }
}
