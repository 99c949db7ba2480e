import type { Clock } from '../../base/clock.ts';
import type { LogLevel } from '../../recording/log-entry.ts';
import type { Message } from '../../recording/message.ts';
import type { Link } from '../../recording/snapshot.ts';
import type { Network } from '../../upload/network.ts';
import { OfflineGate } from '../../upload/offline-gate.ts';
import type { RetryPolicy } from '../../upload/retry.ts';
import { RetryWait } from '../../upload/retry-wait.ts';

/** How one try ended: with a result, or a reason to try again. */
export type Attempt<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'again'; readonly reason: Message; readonly retryAfterMs: number | null }
  /** All is well; there is more to find out in a while, or when {@link RetryLoop.hurry} is called. */
  | { readonly kind: 'later'; readonly link: Link; readonly delayMs: number };

/** What a retry loop needs. */
export interface RetryLoopPorts {
  readonly clock: Clock;
  readonly network: Network;
  readonly retry: RetryPolicy;
  /** Whether you have paused the upload. */
  isPaused(): boolean;
  random(): number;
  report(link: Link): void;
  log(level: LogLevel, message: Message): void;
}

/**
 * Retries something that must happen before the first byte, for as long as it takes: first with the upload's retries,
 * then in longer intervals, and not while you have paused it. Meanwhile the recording is safe on disk.
 */
export class RetryLoop {
  readonly #ports: RetryLoopPorts;
  readonly #gate: OfflineGate;
  #wake = new AbortController();
  #isUnhurried = false;

  constructor(ports: RetryLoopPorts) {
    this.#ports = ports;
    this.#gate = new OfflineGate(ports.network);
  }

  /** Ends a wait for the next try. */
  retryNow(): void {
    this.#gate.tryNow(this.#ports.clock.monotonicMs());
    this.#wake.abort();
  }

  /** Ends a wait that isn't due to a failure. */
  hurry(): void {
    if (this.#isUnhurried) this.#wake.abort();
  }

  /** While paused, nothing is tried; a try under way continues to its end. */
  pausedChanged(): void {
    this.#wake.abort();
  }

  /** @throws the signal's reason when it is aborted, and whatever `attempt` throws. */
  async run<T>(attempt: () => Promise<Attempt<T>>, signal: AbortSignal): Promise<T> {
    const { clock, network, retry, random, isPaused, report, log } = this.#ports;
    const wait = new RetryWait(retry, clock, random);
    signal.addEventListener('abort', () => this.#wake.abort());
    network.onChange(() => {
      this.#gate.changed();
      this.#wake.abort();
    }, signal);
    for (let failures = 1; ; ) {
      signal.throwIfAborted();
      this.#wake = new AbortController();
      const offlineMs = this.#gate.untilTryMs(clock.monotonicMs());
      const paused = isPaused();
      if (paused || offlineMs > 0) {
        report({ kind: paused ? 'paused' : 'offline' });
        await clock.wait(paused ? null : offlineMs, this.#wake.signal);
        continue;
      }
      report({ kind: 'sending' });
      this.#gate.tried();
      const outcome = await attempt();
      if (outcome.kind === 'done') return outcome.value;
      // Being offline isn't a failure.
      if (this.#gate.isOffline) continue;
      if (outcome.kind === 'later') {
        report(outcome.link);
        failures = 1;
        this.#isUnhurried = true;
        await clock.wait(outcome.delayMs, this.#wake.signal);
        this.#isUnhurried = false;
        continue;
      }
      const { reason, retryAfterMs } = outcome;
      const next = wait.begin(failures, retryAfterMs, reason);
      const { link } = wait.left(Number.NEGATIVE_INFINITY) ?? { link: { kind: 'sending' } as const };
      report(link);
      log('warning', { id: 'upload.tryAgainIn', reason, delayMs: next.delayMs });
      failures += 1;
      await clock.wait(next.delayMs, this.#wake.signal);
    }
  }
}
