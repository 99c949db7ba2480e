/** Measures how long something ran, without pauses, by a clock that never jumps. */
export class Stopwatch {
  readonly #monotonicMs: () => number;
  #measuredMs = 0;
  #sinceMs: number | null = null;

  constructor(monotonicMs: () => number) {
    this.#monotonicMs = monotonicMs;
  }

  /** Starts it, `agoMs` ago. No effect when it's already running; the same goes for {@link stop}. */
  start(agoMs = 0): void {
    this.#sinceMs ??= this.#monotonicMs() - agoMs;
  }

  /** It has stopped `agoMs` ago, but not before it was last started. */
  stop(agoMs = 0): void {
    this.#measuredMs = Math.max(this.#measuredMs, this.elapsedMs - agoMs);
    this.#sinceMs = null;
  }

  /** Milliseconds it has run so far. */
  get elapsedMs(): number {
    return this.#measuredMs + (this.#sinceMs === null ? 0 : this.#monotonicMs() - this.#sinceMs);
  }
}
