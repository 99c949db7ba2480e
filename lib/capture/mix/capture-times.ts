/** More than can wait to be read: a document that stood still has sounds that are two seconds old. */
const LATE_US = 2_500_000;
/** How far a time may lie in the future: clocks are compared by when sounds arrive, which says little at first. */
const EARLY_US = 10_000_000;
/** Times that are off for as long are taken for wrong. */
const OFF_MS = 1_000;
/** How old a sound is when it arrives, in microseconds, where it is not known. */
const USUALLY_LATE_US = 50_000;

/** What to do with a sound. `shift`: add so many microseconds to its time. `wait`: its time cannot be true, or not yet. */
export type Verdict = { readonly kind: 'shift'; readonly byUs: number } | { readonly kind: 'wait' };

/** Whether a time lies further in the future than the comparison of clocks may be wrong. */
export function isFromFuture(lateUs: number): boolean {
  return lateUs < -EARLY_US;
}

/**
 * Judges the capture times of one source: some devices tell wrong ones, for a moment or for good. A source whose times are off for
 * good is taken as it arrives, until they are right again.
 */
export class CaptureTimes {
  #shiftUs = 0;
  #offSinceMs: number | null = null;

  /**
   * @param lateUs how long after its capture a sound arrives, by its own time; negative: before.
   * @param atMs by a clock that stands still while the document does: what waits then is late, and right.
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
