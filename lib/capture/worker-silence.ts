/** How often to look at a worker, in milliseconds. */
export const LOOK_EVERY_MS = 500;
/** A worker that is silent for this many looks (usually two seconds) has failed. */
const LOOKS_OF_SILENCE = 4;
/** A look after this many intervals is late. */
const LATE_SHARE = 1.5;
/** The weight of a late look: the whole machine is starved, and silence says little. */
const LATE_LOOK = 0.25;

/** Weighs the looks at a worker. */
export class WorkerLooks {
  readonly #everyMs: number;
  #lookedAtMs: number;

  /** `nowMs`: by a clock that never jumps. `everyMs`: from one look to the next. */
  constructor(nowMs: number, everyMs = LOOK_EVERY_MS) {
    this.#lookedAtMs = nowMs;
    this.#everyMs = everyMs;
  }

  /** A look: 1, or less if it's late. */
  weigh(nowMs: number): number {
    const isLate = nowMs - this.#lookedAtMs > LATE_SHARE * this.#everyMs;
    this.#lookedAtMs = nowMs;
    return isLate ? LATE_LOOK : 1;
  }
}

/** Notices that a worker is silent. It counts looks, not time: a computer that slept has looked once. */
export class WorkerSilence {
  #looks = 0;

  /** @param weight of this look. Whether it has been silent for too long. */
  look(wasHeard: boolean, weight: number): boolean {
    this.#looks = wasHeard ? 0 : this.#looks + weight;
    return this.#looks >= LOOKS_OF_SILENCE;
  }

  /** There is another worker. */
  reset(): void {
    this.#looks = 0;
  }
}
