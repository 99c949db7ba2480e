import type { Network } from './network.ts';

/** With VPNs and virtual adapters, browsers may report offline when they are online. */
const TRY_EVERY_MS = 60_000;

/**
 * Holds requests back while the browser reports offline, but lets one through each minute; an answer proves the browser
 * wrong until it changes its mind.
 */
export class OfflineGate {
  readonly #network: Network;
  #tryAtMs: number | null = null;
  #isDisproved = false;

  constructor(network: Network) {
    this.#network = network;
  }

  /** Whether the computer is offline, as far as is known. */
  get isOffline(): boolean {
    return !this.#isDisproved && !this.#network.isOnline();
  }

  /** Milliseconds until trying makes sense; 0: now. `nowMs`: a time of the monotonic clock. */
  untilTryMs(nowMs: number): number {
    if (!this.isOffline) {
      this.#tryAtMs = null;
      return 0;
    }
    this.#tryAtMs ??= nowMs + TRY_EVERY_MS;
    return Math.max(0, this.#tryAtMs - nowMs);
  }

  /** A try starts: the next minute begins. */
  tried(): void {
    this.#tryAtMs = null;
  }

  /** You, or an event, want a try now. */
  tryNow(nowMs: number): void {
    this.#tryAtMs = nowMs;
  }

  /** A server answered, so the computer is online. */
  answered(): void {
    this.#isDisproved = !this.#network.isOnline();
  }

  /** The browser has changed its mind. */
  changed(): void {
    this.#isDisproved = false;
    this.#tryAtMs = null;
  }
}
