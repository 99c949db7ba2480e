import { setTimeout as delay } from 'node:timers/promises';

/** How far the link may run ahead of its rate, in milliseconds. */
const BURST_MS = 20;

/**
 * The link between the client and the receiver: how many bytes a second come through across all connections, and how
 * long a request takes to arrive. Unlimited at first.
 */
export class ShapedLink {
  #bytesPerSecond: number | null = null;
  #passedBytes = 0;
  #latencyMs = 0;
  /** When the bytes admitted so far will have come through, on the `performance.now()` clock. */
  #busyUntilMs = 0;
  #changed = new AbortController();

  /** What has come through so far. */
  get passedBytes(): number {
    return this.#passedBytes;
  }

  /** Null lifts the limit. Takes effect at once, even for bodies under way. */
  setBandwidth(bytesPerSecond: number | null): void {
    this.#bytesPerSecond = bytesPerSecond;
    this.#busyUntilMs = 0;
    this.#changed.abort();
    this.#changed = new AbortController();
  }

  setLatency(latencyMs: number): void {
    this.#latencyMs = latencyMs;
  }

  /** Resolves when a request sent now would have arrived. */
  async arrive(): Promise<void> {
    if (this.#latencyMs > 0) await delay(this.#latencyMs);
  }

  /** Resolves when this many bytes have come through, or at once when `hurry` lifts the limit for this body. */
  async pass(bytes: number, hurry: AbortSignal): Promise<void> {
    await this.#slowDown(bytes, hurry);
    this.#passedBytes += bytes;
  }

  async #slowDown(bytes: number, hurry: AbortSignal): Promise<void> {
    if (this.#bytesPerSecond === null || hurry.aborted) return;
    const nowMs = performance.now();
    this.#busyUntilMs = Math.max(nowMs, this.#busyUntilMs) + (bytes / this.#bytesPerSecond) * 1_000;
    const waitMs = this.#busyUntilMs - nowMs;
    if (waitMs > BURST_MS) await waitUnless(AbortSignal.any([hurry, this.#changed.signal]), waitMs);
  }
}

/** Waits this long (`Infinity`: forever), or until the signal aborts. */
export async function waitUnless(enough: AbortSignal, waitMs: number): Promise<void> {
  if (enough.aborted) return;
  await new Promise<void>((resolve) => {
    const timer = Number.isFinite(waitMs) ? setTimeout(finish, waitMs) : undefined;
    enough.addEventListener('abort', finish, { once: true });
    function finish(): void {
      clearTimeout(timer);
      enough.removeEventListener('abort', finish);
      resolve();
    }
  });
}
