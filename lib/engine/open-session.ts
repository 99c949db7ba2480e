import type { LogLevel } from '../recording/log-entry.ts';
import type { Link, ProtocolName } from '../recording/snapshot.ts';
import type { Clock } from '../upload/clock.ts';
import { type Discovery, discover } from '../upload/discover.ts';
import type { Network } from '../upload/network.ts';
import { askThrough } from '../upload/preflight.ts';
import { nextTry, type RetryPolicy } from '../upload/retry.ts';
import { newSession, type Session, sessionToCreate } from '../upload/session.ts';
import type { Transport } from '../upload/transport.ts';

/** How an upload is spoken, and how far it is. */
export interface OpenSession {
  readonly protocol: ProtocolName;
  readonly session: Session;
}

/** All that finding out needs of the world. */
export interface OpenSessionPorts {
  readonly clock: Clock;
  readonly transport: Transport;
  readonly network: Network;
  readonly retry: RetryPolicy;
  readonly stallTimeoutMs: number;
  random(): number;
  report(link: Link): void;
  log(level: LogLevel, text: string): void;
}

/**
 * Finds out which protocol an upload URL speaks, for as long as it takes for somebody to answer: with the retries of an
 * upload, then by itself in longer intervals. What is recorded meanwhile is on disk.
 */
export class SessionOpener {
  readonly #url: string;
  readonly #ports: OpenSessionPorts;
  #wake = new AbortController();

  constructor(url: string, ports: OpenSessionPorts) {
    this.#url = url;
    this.#ports = ports;
  }

  /** Ends a wait for the next try. */
  retryNow(): void {
    this.#wake.abort();
  }

  /** @throws the signal's reason when it is aborted. */
  async run(signal: AbortSignal): Promise<OpenSession> {
    const { clock, network, transport, stallTimeoutMs, retry, random, report, log } = this.#ports;
    const wake = () => this.#wake.abort();
    const ask = askThrough(transport, stallTimeoutMs, signal);
    let stalledSinceMs: number | null = null;
    signal.addEventListener('abort', wake);
    network.onChange(wake, signal);
    for (let failures = 1; ; ) {
      signal.throwIfAborted();
      this.#wake = new AbortController();
      if (!network.isOnline()) {
        report({ kind: 'offline' });
        await clock.wait(null, this.#wake.signal);
        continue;
      }
      report({ kind: 'sending' });
      const found = await discover(this.#url, ask);
      if (found.kind !== 'no-answer') return openSession(this.#url, found);
      // Without a network it was nobody's failure.
      if (!network.isOnline()) continue;
      const next = nextTry(retry, failures, found.retryAfterMs, random());
      const nextAtMs = clock.now() + next.delayMs;
      const reason = describeSilence(found.status);
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

/** What an upload begins with, given what was found out about its URL. */
export function openSession(url: string, found: Exclude<Discovery, { kind: 'no-answer' }>): OpenSession {
  switch (found.kind) {
    case 'content-range':
      return { protocol: 'content-range', session: newSession(url) };
    case 'tus-upload':
      return { protocol: 'tus', session: newSession(url) };
    case 'tus-endpoint':
      return { protocol: 'tus', session: sessionToCreate(url, found.needsLength) };
    case 'tus-useless': {
      const end = { kind: 'problem', problem: { kind: 'not-an-upload' } } as const;
      return { protocol: 'tus', session: { ...newSession(url), end } };
    }
  }
}

function describeSilence(status: number | null): string {
  return status === null
    ? 'The server could not be reached, or the connection broke.'
    : `The server answered ${status}.`;
}
