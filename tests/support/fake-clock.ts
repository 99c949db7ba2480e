import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../../lib/base/clock.ts';

interface Timer {
  readonly atMs: number;
  readonly survivesCrash: boolean;
  fire(): void;
}

/** More timers than this in one stretch of time means that something is going round in circles. */
const MAX_TIMERS = 10_000;

/**
 * Why {@link FakeClock.runUntil} returned: what it waited for happened, nothing is left to wait for, or time ran out.
 */
export type ClockStop = 'done' | 'quiet' | 'late';

/**
 * Virtual time. It jumps to the next timer when everything is idle, so an hour of waiting takes microseconds and events
 * always come in the same order. It stands still during computation unless `lookMs` is given: then each reading of the
 * clock takes that long, and timers fire up to a millisecond early, as a browser's do.
 */
export class FakeClock implements Clock {
  readonly #lookMs: number;
  /** The monotonic clock, which drives the timers. */
  #nowMs = Date.UTC(2026, 0, 1);
  /** The wall clock's offset from it. */
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

  /** Sets the wall clock to another time; no timer fires sooner or later because of it. */
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

  /** Calls back after the delay. Returns a function that cancels it. */
  at(delayMs: number, fire: () => void, survivesCrash = false): () => void {
    const wholeMs = this.#lookMs === 0 ? delayMs : Math.floor(delayMs);
    const timer = { atMs: this.#nowMs + Math.max(0, wholeMs), survivesCrash, fire };
    this.#timers.push(timer);
    return () => this.#remove(timer);
  }

  /** Advances the time, running everything that falls due. */
  async advance(delayMs: number): Promise<void> {
    const untilMs = this.#nowMs + delayMs;
    await this.runUntil(() => false, delayMs);
    this.#nowMs = untilMs;
  }

  /** Advances the time until `work` is done. @throws Error when it isn't done within the limit. */
  async finish<T>(work: Promise<T>, limitMs: number): Promise<T> {
    let isDone = false;
    const done = work.finally(() => {
      isDone = true;
    });
    await this.runUntil(() => isDone, limitMs);
    if (!isDone) throw new Error('A call never came back.');
    return await done;
  }

  /** Advances the time until it's done, by `limitMs` at most. */
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

  /** Drops everything that was waiting on this machine, but not what's in flight elsewhere. */
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
