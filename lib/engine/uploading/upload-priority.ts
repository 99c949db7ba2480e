import type { Clock } from '../../base/clock.ts';
import { inTime } from '../../base/clock.ts';
import type { HeldLock } from '../../upload/locks.ts';
import type { Transport } from '../../upload/wire/transport.ts';

/** Takes the link's upload priority, see `takeUploadPriority`. */
export type TakeUploadPriority = (mode: 'exclusive' | 'shared', signal: AbortSignal) => Promise<HeldLock | null>;

/**
 * How long a turn is valid. A live recording that starts to send in that time shares the link with one more request.
 */
const TURN_LASTS_MS = 100;
/** Others release it at once. The order of requests isn't worth holding up the live recording. */
const CLAIM_PATIENCE_MS = 2_000;

/**
 * Lets the live recording send first: while it has something to send, older uploads on this computer start no new
 * request.
 */
export class UploadPriority {
  readonly #take: TakeUploadPriority;
  readonly #isFirst: () => boolean;
  readonly #clock: Clock;
  #held: HeldLock | null = null;
  /** When the turn requested in advance came; valid for one request. */
  #cameAtMs = Number.NEGATIVE_INFINITY;

  /** `isFirst`: whether the upload belongs to the live recording. */
  constructor(take: TakeUploadPriority, isFirst: () => boolean, clock: Clock) {
    this.#take = take;
    this.#isFirst = isFirst;
    this.#clock = clock;
  }

  /** A transport whose every request waits for its turn. */
  over(transport: Transport): Transport {
    return {
      send: async (request, options) => {
        await this.#claim(options.signal);
        options.signal.throwIfAborted();
        const answered = transport.send(request, options);
        // While this one is on its way: on a fast link the time to ask counts.
        if (!this.#isFirst()) void this.#askAhead(options.signal);
        return answered;
      },
    };
  }

  /** Call it whenever nothing is or can be sent. */
  release(): void {
    this.#held?.release();
    this.#held = null;
  }

  async #claim(signal: AbortSignal): Promise<void> {
    if (this.#isFirst()) {
      this.#held ??= await this.#takeExclusive(signal);
      return;
    }
    this.release();
    const cameAtMs = this.#cameAtMs;
    this.#cameAtMs = Number.NEGATIVE_INFINITY;
    // A turn still to come isn't waited for but requested again: only that can be cancelled with this request.
    if (this.#clock.monotonicMs() - cameAtMs > TURN_LASTS_MS) await this.#ask(signal);
  }

  /** Null when it doesn't come: then send without it. */
  async #takeExclusive(signal: AbortSignal): Promise<HeldLock | null> {
    const taking = this.#take('exclusive', signal);
    try {
      return await inTime(taking, CLAIM_PATIENCE_MS, this.#clock, 'No upload priority.', (late) => late?.release());
    } catch (error) {
      console.debug('The recording that is being made is sent without its upload priority.', error);
      return null;
    }
  }

  async #askAhead(signal: AbortSignal): Promise<void> {
    try {
      this.#cameAtMs = await this.#ask(signal);
    } catch (error) {
      console.debug('The next request asks for its turn itself.', error);
    }
  }

  /** Resolves to when the turn came. */
  async #ask(signal: AbortSignal): Promise<number> {
    const lock = await this.#take('shared', signal);
    // A turn for a request that was cut off is void.
    if (lock === null) return Number.NEGATIVE_INFINITY;
    lock.release();
    return this.#clock.monotonicMs();
  }
}
