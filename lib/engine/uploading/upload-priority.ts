import type { Clock } from '../../base/clock.ts';
import { inTime } from '../../base/clock.ts';
import type { HeldLock } from '../../upload/locks.ts';
import type { Transport } from '../../upload/wire/transport.ts';

/** Takes the link's upload priority, see `takeUploadPriority`. */
export type TakeUploadPriority = (mode: 'exclusive' | 'shared', signal: AbortSignal) => Promise<HeldLock | null>;

/** A turn counts for so long. A live recording that begins to send meanwhile shares the link with one more request. */
const TURN_LASTS_MS = 100;
/** Others let go of it at once. An order of requests is not worth that the recording being made is not sent. */
const CLAIM_PATIENCE_MS = 2_000;

/**
 * Lets the recording that is being made send first: while it has something to send, older uploads on this machine begin
 * no new request.
 */
export class UploadPriority {
  readonly #take: TakeUploadPriority;
  readonly #isFirst: () => boolean;
  readonly #clock: Clock;
  #held: HeldLock | null = null;
  /** When the turn came that was asked for ahead of the next request; it is good for one. */
  #cameAtMs = Number.NEGATIVE_INFINITY;

  /** `isFirst`: whether the upload belongs to the recording that is being made. */
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
        // While this one is on its way: on a fast link, what the asking takes counts.
        if (!this.#isFirst()) void this.#askAhead(options.signal);
        return answered;
      },
    };
  }

  /** To be called whenever nothing is to be sent, or nothing can be. */
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
    // One that has yet to come is not waited for, but asked for again: only that can be called off with this request.
    if (this.#clock.monotonicMs() - cameAtMs > TURN_LASTS_MS) await this.#ask(signal);
  }

  /** Null when it does not come: then it is sent without. */
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
    // What came for a request that was cut off meanwhile is nobody's turn.
    if (lock === null) return Number.NEGATIVE_INFINITY;
    lock.release();
    return this.#clock.monotonicMs();
  }
}
