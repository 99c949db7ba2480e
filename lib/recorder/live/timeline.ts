import { Stopwatch } from '../../base/stopwatch.ts';

/** How far a recording has come, without its pauses and by a clock that never jumps, and the markers on it. */
export class Timeline {
  readonly #recorded: Stopwatch;
  #markersMs: readonly number[] = [];

  constructor(monotonicMs: () => number) {
    this.#recorded = new Stopwatch(monotonicMs);
  }

  /** The recorder runs, or does not. `agoMs`: since when it runs. */
  runs(isRunning: boolean, agoMs = 0): void {
    if (isRunning) this.#recorded.start(agoMs);
    else this.#recorded.stop();
  }

  /** Milliseconds recorded. */
  get recordedMs(): number {
    return this.#recorded.elapsedMs;
  }

  /** See `RecordingSnapshot`. */
  get markersMs(): readonly number[] {
    return this.#markersMs;
  }

  /** Sets a marker where the recording is now. Returns all of them. */
  mark(): readonly number[] {
    this.#markersMs = [...this.#markersMs, Math.round(this.recordedMs)];
    return this.#markersMs;
  }
}
