/** More than can be waiting to be read: after a stall of the document, sound can be two seconds old. */
const LATE_US = 2_500_000;
/** How far in the future a time may be: the clocks are compared by arrival times, which say little at first. */
const EARLY_US = 10_000_000;
/** Times that are off for this long are considered wrong. */
const OFF_MS = 1_000;
/** How old a sound usually is when it arrives, in microseconds. */
const USUALLY_LATE_US = 50_000;

/**
 * What to do with a sound. `shift`: add this many microseconds to its time. `wait`: its time can't be right, or not
 * yet.
 */
export type Verdict = { readonly kind: 'shift'; readonly byUs: number } | { readonly kind: 'wait' };

/** A capture time that is further in the future than this was taken on another clock. */
const AHEAD_US = 5_000;

/**
 * A capture time on the document's clock, read in a worker. Chromium counts capture times from the creation of the document or
 * the worker that reads them. But of the chunks that were waiting when their stream was transferred to the worker, it counts
 * them from the creation of the document: to the worker, they come from the future.
 * @param nowUs the time since the worker's creation.
 * @param youngerUs how much later the worker was created than the document.
 */
export function documentTimeUs(timestampUs: number, nowUs: number, youngerUs: number): number {
  return timestampUs > nowUs + AHEAD_US ? timestampUs : timestampUs + youngerUs;
}

/** Whether a time is further in the future than the clock comparison can be wrong. */
export function isFromFuture(lateUs: number): boolean {
  return lateUs < -EARLY_US;
}

/**
 * Judges the capture times of one source: some devices report wrong ones, for a moment or permanently. A source whose
 * times stay wrong is used as it arrives, until they are right again.
 */
export class CaptureTimes {
  #shiftUs = 0;
  #offSinceMs: number | null = null;

  /**
   * @param lateUs how long after its capture the sound arrives, by its own time; negative: before.
   * @param atMs by a clock that stops while the document stalls: what waited during a stall is late, but right.
   */
  judge(lateUs: number, atMs: number): Verdict {
    const isRight = lateUs <= LATE_US && !isFromFuture(lateUs);
    const leftUs = lateUs - this.#shiftUs;
    const isShiftRight = leftUs <= LATE_US && leftUs > -LATE_US / 2;
    if (isRight || isShiftRight) {
      this.#offSinceMs = null;
      if (!isShiftRight) this.#shiftUs = 0;
    } else {
      this.#offSinceMs ??= atMs;
      if (atMs - this.#offSinceMs >= OFF_MS) {
        this.#offSinceMs = null;
        this.#shiftUs = lateUs - USUALLY_LATE_US;
      } else if (leftUs < 0) return { kind: 'wait' };
    }
    return { kind: 'shift', byUs: this.#shiftUs };
  }
}
