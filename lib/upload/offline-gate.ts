import type { Network } from './network.ts';

/** VPNs and virtual adapters have browsers say that there is no network when there is one. */
const TRY_EVERY_MS = 60_000;

/**
 * Keeps from trying while the browser says that there is no network; but once a minute it is tried all the same, and an
 * answer proves the browser wrong until it changes its mind.
 */
export class OfflineGate {
  readonly #network: Network;
  #tryAtMs: number | null = null;
  #isDisproved = false;

  constructor(network: Network) {
    this.#network = network;
  }

  /** Whether there is no network, as far as is known. */
  get isOffline(): boolean {
    return !this.#isDisproved && !this.#network.isOnline();
  }

  /** Milliseconds until it makes sense to try; 0: now. `nowMs` is the monotonic clock's. */
  untilTryMs(nowMs: number): number {
    if (!this.isOffline) {
      this.#tryAtMs = null;
      return 0;
    }
    this.#tryAtMs ??= nowMs + TRY_EVERY_MS;
    return Math.max(0, this.#tryAtMs - nowMs);
  }

  /** It is being tried: the next minute begins. */
  tried(): void {
    this.#tryAtMs = null;
  }

  /** The person, or something that happened, wants it tried now. */
  tryNow(nowMs: number): void {
    this.#tryAtMs = nowMs;
  }

  /** Somebody answered, so there is a network. */
  answered(): void {
    this.#isDisproved = !this.#network.isOnline();
  }

  /** The browser has changed its mind. */
  changed(): void {
    this.#isDisproved = false;
    this.#tryAtMs = null;
  }
}
