/** Measures how long something ran, without its pauses, by a clock that never jumps. */
export class Stopwatch {
  readonly #monotonicMs: () => number;
  #measuredMs = 0;
  #sinceMs: number | null = null;

  constructor(monotonicMs: () => number) {
    this.#monotonicMs = monotonicMs;
  }

  /** It runs, since `agoMs` ago. Nothing changes when it runs already; the same goes for {@link stop}. */
  start(agoMs = 0): void {
    this.#sinceMs ??= this.#monotonicMs() - agoMs;
  }

  stop(): void {
    this.#measuredMs = this.elapsedMs;
    this.#sinceMs = null;
  }

  /** Milliseconds that it ran so far. */
  get elapsedMs(): number {
    return this.#measuredMs + (this.#sinceMs === null ? 0 : this.#monotonicMs() - this.#sinceMs);
  }
}
