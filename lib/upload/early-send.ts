/** When to send what is there, even if it's less than a chunk. */
export class EarlySend {
  readonly #intervalMs: number | null;
  #lastSentAtMs: number;

  /** `intervalMs`: send at least this often; null sends whole chunks only. `nowMs`: by a clock that never jumps. */
  constructor(intervalMs: number | null, nowMs: number) {
    this.#intervalMs = intervalMs;
    this.#lastSentAtMs = nowMs;
  }

  /** A request has just ended. */
  sent(nowMs: number): void {
    this.#lastSentAtMs = nowMs;
  }

  /** Milliseconds until an early send is due, negative when it is overdue; null when there are no early sends. */
  untilMs(nowMs: number): number | null {
    return this.#intervalMs === null ? null : this.#lastSentAtMs + this.#intervalMs - nowMs;
  }

  /** Whether an early send is due. */
  isDue(nowMs: number): boolean {
    const untilMs = this.untilMs(nowMs);
    return untilMs !== null && untilMs <= 0;
  }
}
