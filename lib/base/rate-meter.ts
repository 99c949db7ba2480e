const WINDOW_SECONDS = 60;

/** Counts the bytes sent in each of the last 60 seconds. */
export class RateMeter {
  readonly #bytesPerSecond: number[] = [];
  #lastSentBytes = 0;

  /**
   * Call it once a second with the total sent so far. A smaller total, as when everything is sent again to a new URL,
   * counts as zero.
   */
  sample(sentBytes: number): void {
    this.#bytesPerSecond.push(Math.max(0, sentBytes - this.#lastSentBytes));
    if (this.#bytesPerSecond.length > WINDOW_SECONDS) this.#bytesPerSecond.shift();
    this.#lastSentBytes = sentBytes;
  }

  /** Bytes in each second, oldest first. */
  get perSecond(): readonly number[] {
    return [...this.#bytesPerSecond];
  }
}
