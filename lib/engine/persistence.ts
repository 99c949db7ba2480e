import type { LogLevel } from '../recording/log-entry.ts';
import type { Link } from '../recording/snapshot.ts';
import type { Clock } from '../upload/clock.ts';
import type { Network } from '../upload/network.ts';
import { nextTry, type RetryPolicy } from '../upload/retry.ts';

/** How one try ended: with what was wanted, or with a reason to try again. */
export type Attempt<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'again'; readonly reason: string; readonly retryAfterMs: number | null };

/** All that persistence needs of the world. */
export interface PersistencePorts {
  readonly clock: Clock;
  readonly network: Network;
  readonly retry: RetryPolicy;
  random(): number;
  report(link: Link): void;
  log(level: LogLevel, text: string): void;
}

/**
 * Tries something that must come before the first byte, for as long as it takes: with the retries of an upload, then by
 * itself in longer intervals, and not while the person has paused it. What is recorded meanwhile is on disk.
 */
export class Persistence {
  readonly #ports: PersistencePorts;
  #wake = new AbortController();
  #paused = false;

  constructor(ports: PersistencePorts) {
    this.#ports = ports;
  }

  /** Ends a wait for the next try. */
  retryNow(): void {
    this.#wake.abort();
  }

  /** Tries nothing until `resume`; a try under way is brought to its end. */
  pause(): void {
    this.#paused = true;
    this.#wake.abort();
  }

  resume(): void {
    this.#paused = false;
    this.#wake.abort();
  }

  /** @throws the signal's reason when it is aborted, and whatever `attempt` throws. */
  async run<T>(attempt: () => Promise<Attempt<T>>, signal: AbortSignal): Promise<T> {
    const { clock, network, retry, random, report, log } = this.#ports;
    const wake = () => this.#wake.abort();
    let stalledSinceMs: number | null = null;
    signal.addEventListener('abort', wake);
    network.onChange(wake, signal);
    for (let failures = 1; ; ) {
      signal.throwIfAborted();
      this.#wake = new AbortController();
      if (this.#paused || !network.isOnline()) {
        report({ kind: this.#paused ? 'paused' : 'offline' });
        await clock.wait(null, this.#wake.signal);
        continue;
      }
      report({ kind: 'sending' });
      const outcome = await attempt();
      if (outcome.kind === 'done') return outcome.value;
      // Without a network it was nobody's failure.
      if (!network.isOnline()) continue;
      const { reason, retryAfterMs } = outcome;
      const next = nextTry(retry, failures, retryAfterMs, random());
      const nextAtMs = clock.now() + next.delayMs;
      if (next.kind === 'stalled') {
        stalledSinceMs ??= clock.now();
        report({ kind: 'stalled', sinceMs: stalledSinceMs, nextAtMs, reason });
      } else report({ kind: 'retrying', attempt: next.attempt, nextAtMs, reason });
      log('warning', `${reason} Trying again in ${(next.delayMs / 1000).toFixed(1)} s.`);
      failures += 1;
      await clock.wait(next.delayMs, this.#wake.signal);
    }
  }
}
