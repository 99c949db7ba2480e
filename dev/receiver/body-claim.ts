import { setTimeout as delay } from 'node:timers/promises';

/** One request's right to send bytes to a session. Others wait for it to end, or are refused. */
export class BodyClaim {
  #hurry = new AbortController();
  readonly #ended = Promise.withResolvers<void>();
  #over = false;

  /** Aborted while another request waits for the end: this body's speed limits are off. */
  get hurry(): AbortSignal {
    return this.#hurry.signal;
  }

  /**
   * Waits this long for the end; resolves to whether it came. A client that gives up leaves bytes in the kernel's
   * buffers, and the news that it's gone comes after them. So the body is read at full speed meanwhile, or a slow or
   * hanging link would make a dead request look alive.
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
