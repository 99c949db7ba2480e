import type { Transport } from '../upload/transport.ts';
import type { HeldLock } from '../upload/upload-lock.ts';

/** Takes the link's right of way, see `takeRightOfWay`. */
export type TakeRightOfWay = (mode: 'exclusive' | 'shared', signal: AbortSignal) => Promise<HeldLock | null>;

/**
 * Lets the recording that is being made send first: while it has something to send, older uploads on this machine begin
 * no new request.
 */
export class RightOfWay {
  readonly #take: TakeRightOfWay;
  readonly #isFirst: () => boolean;
  #held: HeldLock | null = null;

  /** `isFirst`: whether the upload belongs to the recording that is being made. */
  constructor(take: TakeRightOfWay, isFirst: () => boolean) {
    this.#take = take;
    this.#isFirst = isFirst;
  }

  /** A transport whose every request waits for its turn. */
  over(transport: Transport): Transport {
    return {
      send: async (request, options) => {
        await this.#claim(options.signal);
        options.signal.throwIfAborted();
        return transport.send(request, options);
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
      this.#held ??= await this.#take('exclusive', signal);
      return;
    }
    this.release();
    (await this.#take('shared', signal))?.release();
  }
}
