import { setTimeout as delay } from 'node:timers/promises';

/** The right of one request to bring bytes to a session. Others wait for its end, or are refused. */
export class BodyClaim {
  #hurry = new AbortController();
  readonly #ended = Promise.withResolvers<void>();
  #over = false;

  /** Aborted while somebody waits for the end: the limits on this body's speed are off. */
  get hurry(): AbortSignal {
    return this.#hurry.signal;
  }

  /**
   * Waits this long for the end; resolves to whether it came.
   * A client that gives up leaves bytes in the kernel's buffers, and behind them the news that it is gone: the body is
   * read at full speed meanwhile, so that a slow or hanging link does not make a dead request look like a live one.
   */
  async endsWithin(graceMs: number): Promise<boolean> {
    this.#hurry.abort();
    const timer = new AbortController();
    await Promise.race([this.#ended.promise, delay(graceMs, undefined, { signal: timer.signal }).catch(ignoreAbort)]);
    timer.abort();
    if (!this.#over) this.#hurry = new AbortController();
    return this.#over;
  }

  end(): void {
    this.#over = true;
    this.#ended.resolve();
  }
}

function ignoreAbort(reason: unknown): void {
  if (!(reason instanceof Error && reason.name === 'AbortError')) throw reason;
}
