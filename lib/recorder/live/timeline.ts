import { Stopwatch } from '../../base/stopwatch.ts';

/** Two clocks differ by a little all the time. */
const LEAST_JUMP_MS = 1_000;

/** The position of a recording, without pauses and by a clock that never jumps, and its markers. */
export class Timeline {
  readonly #recorded: Stopwatch;
  readonly #monotonicMs: () => number;
  readonly #nowMs: () => number;
  /** What the clock that jumps was ahead of the other one at the beginning. */
  readonly #aheadMs: number;
  #markersMs: readonly number[] = [];
  #turns = 0;
  /** When the last of it was recorded; null: more comes. */
  #endedAtMs: number | null = null;
  #isBroken = false;

  /** @param nowMs milliseconds since 1970, by a clock that jumps: it is set, or the computer sleeps. */
  constructor(monotonicMs: () => number, nowMs: () => number) {
    this.#recorded = new Stopwatch(monotonicMs);
    this.#monotonicMs = monotonicMs;
    this.#nowMs = nowMs;
    this.#aheadMs = nowMs() - monotonicMs();
  }

  /** The time now, in milliseconds since 1970, as if the clock had not jumped: what lies between two of them was recorded, or paused. */
  get atMs(): number {
    return this.at(this.#monotonicMs());
  }

  /** What {@link atMs} was at another time of the clock that never jumps. */
  at(monotonicMs: number): number {
    return monotonicMs + this.#aheadMs;
  }

  /** By how many milliseconds the clock has jumped since the beginning; 0 when it only differs a little. */
  get jumpedMs(): number {
    const jumpedMs = this.#nowMs() - this.atMs;
    return Math.abs(jumpedMs) < LEAST_JUMP_MS ? 0 : jumpedMs;
  }

  /** The recorder runs, or does not. `agoMs`: since when it runs. No effect once it has ended. */
  runs(isRunning: boolean, agoMs = 0): void {
    if (this.hasEnded) return;
    this.#turns += 1;
    if (isRunning) this.#recorded.start(agoMs);
    else this.#recorded.stop();
  }

  /** The recorder is broken, since `agoMs`: nothing comes from it any more. */
  breaks(agoMs: number): void {
    this.#isBroken = true;
    this.ends(agoMs);
  }

  /** It has ended, `agoMs` ago: nothing later is recorded. */
  ends(agoMs: number): void {
    this.#endedAtMs ??= this.atMs - agoMs;
    this.#recorded.stop(agoMs);
  }

  /** Whether nothing more is recorded: the recorder is broken, or was stopped before it ran. */
  get hasEnded(): boolean {
    return this.#endedAtMs !== null;
  }

  /** Whether nothing comes from the recorder any more. */
  get isBroken(): boolean {
    return this.#isBroken;
  }

  /** What {@link atMs} was when it ended; now, if it hasn't. */
  get endsAtMs(): number {
    return this.#endedAtMs ?? this.atMs;
  }

  /** How often it was started, paused or resumed. */
  get turns(): number {
    return this.#turns;
  }

  /** Milliseconds recorded. */
  get recordedMs(): number {
    return this.#recorded.elapsedMs;
  }

  /** See `RecordingSnapshot`. */
  get markersMs(): readonly number[] {
    return this.#markersMs;
  }

  /** Adds a marker at the current position, never beyond it: the recording may end here. Returns all markers. */
  mark(): readonly number[] {
    this.#markersMs = [...this.#markersMs, Math.floor(this.recordedMs)];
    return this.#markersMs;
  }
}
