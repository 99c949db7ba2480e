import type { Clock } from '../base/clock.ts';
import type { Message } from '../recording/message.ts';
import type { Link } from '../recording/snapshot.ts';
import { type NextTry, nextTry, type RetryPolicy } from './retry.ts';

/** The wait for the next try, measured by a clock that never jumps. */
export class RetryWait {
  readonly #policy: RetryPolicy;
  readonly #clock: Clock;
  readonly #random: () => number;
  #wait: { readonly untilMs: number; readonly link: Link } | null = null;
  #stalledSinceMs: number | null = null;

  constructor(policy: RetryPolicy, clock: Clock, random: () => number) {
    this.#policy = policy;
    this.#clock = clock;
    this.#random = random;
  }

  /** There was progress: the next wait is a first one again. */
  clearStall(): void {
    this.#stalledSinceMs = null;
  }

  /** Try now. */
  end(): void {
    this.#wait = null;
  }

  /** Starts the wait after this many failures in a row. `retryAfterMs`: the wait the server asks for; null for none. */
  begin(failures: number, retryAfterMs: number | null, reason: Message): NextTry {
    const next = nextTry(this.#policy, failures, retryAfterMs, this.#random());
    const shownMs = this.#clock.now();
    const nextAtMs = shownMs + next.delayMs;
    if (next.kind === 'stalled') this.#stalledSinceMs ??= shownMs;
    this.#wait = {
      untilMs: this.#clock.monotonicMs() + next.delayMs,
      link:
        next.kind === 'stalled'
          ? { kind: 'stalled', sinceMs: this.#stalledSinceMs ?? shownMs, nextAtMs, reason }
          : { kind: 'retrying', attempt: next.attempt, nextAtMs, reason },
    };
    return next;
  }

  /** The rest of the wait at `nowMs`, a time of the monotonic clock; null: none. */
  left(nowMs: number): { readonly delayMs: number; readonly link: Link } | null {
    if (this.#wait === null || this.#wait.untilMs <= nowMs) return null;
    return { delayMs: this.#wait.untilMs - nowMs, link: this.#wait.link };
  }
}
