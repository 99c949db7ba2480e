import type { Input } from './frame-pace.ts';

/** How often to look. */
export const LOOK_EVERY_MS = 500;
/** A worker that was silent for so many looks, two seconds, is replaced. */
const LOOKS_OF_SILENCE = 4;
/** Looks in which the browser delivers frames and none arrives, three seconds, until their way is made again. */
const LOOKS_WITHOUT_ARRIVAL = 6;
/** Looks in which the recorder takes no frame, three seconds, until it is given up. */
const LOOKS_WITHOUT_TAKING = 6;
/** What a look counts that came late itself. */
const LATE_LOOK = 0.25;
/** After so many repairs within a minute, nothing is drawn any more. */
const MAX_REPAIRS = 3;
const A_MINUTE_OF_LOOKS = 60_000 / LOOK_EVERY_MS;

/** What is seen of a compositor at one look. Counts never go back, but start at 0 with a new worker. */
export interface Look {
  /** Messages from the worker. */
  readonly heard: number;
  /** For each picture that is wanted: frames that the browser delivered (null: it does not count), and that arrived. */
  readonly inputs: Readonly<Partial<Record<Input, { readonly delivered: number | null; readonly arrived: number }>>>;
  /** Whether a frame waits for the recorder to take it. */
  readonly isWriting: boolean;
  /** Frames that the recorder has taken. */
  readonly taken: number;
  /** Whether this look came late itself: then nobody got the processor, and silence says little. */
  readonly isLate: boolean;
}

/** What is to be done. */
export type Remedy =
  | { readonly kind: 'none' }
  /** The way of one picture into the worker is dead. */
  | { readonly kind: 'renew-input'; readonly input: Input }
  | { readonly kind: 'renew-worker' }
  /** The base goes to the recorder as it is. */
  | { readonly kind: 'bypass' }
  /** The recorder takes nothing any more: it needs another track. */
  | { readonly kind: 'renew-output' };

const NONE: Remedy = { kind: 'none' };

/**
 * Decides what to do about a compositor that falls silent. Looks are counted, not time: a computer that slept has looked
 * once.
 */
export class ComposeWatch {
  #last: Look | null = null;
  #silent = 0;
  #stuck = 0;
  readonly #lost = new Map<Input, number>();
  #looks = 0;
  #repairs: number[] = [];

  look(now: Look): Remedy {
    const last = this.#last;
    this.#last = now;
    this.#looks += 1;
    if (last === null) return NONE;
    const counts = now.isLate ? LATE_LOOK : 1;
    this.#stuck = now.isWriting && last.isWriting && now.taken === last.taken ? this.#stuck + counts : 0;
    if (this.#stuck >= LOOKS_WITHOUT_TAKING) {
      this.#stuck = 0;
      return { kind: 'renew-output' };
    }
    this.#silent = now.heard === last.heard ? this.#silent + counts : 0;
    if (this.#silent >= LOOKS_OF_SILENCE) return this.workerDied();
    for (const input of ['base', 'bubble'] as const) {
      if (!this.#isLost(input, now, last)) continue;
      this.#lost.delete(input);
      return this.#repair({ kind: 'renew-input', input });
    }
    return NONE;
  }

  /** The worker is dead, as far as is known. */
  workerDied(): Remedy {
    this.#silent = 0;
    this.#lost.clear();
    return this.#repair({ kind: 'renew-worker' });
  }

  #isLost(input: Input, now: Look, last: Look): boolean {
    const [after, before] = [now.inputs[input], last.inputs[input]];
    if (after === undefined || before === undefined || after.arrived !== before.arrived) {
      this.#lost.delete(input);
      return false;
    }
    // Looks in which nothing was delivered say nothing: a page may stand still.
    const wasDelivered = after.delivered !== null && after.delivered !== before.delivered;
    const looks = (this.#lost.get(input) ?? 0) + (wasDelivered ? (now.isLate ? LATE_LOOK : 1) : 0);
    this.#lost.set(input, looks);
    return looks >= LOOKS_WITHOUT_ARRIVAL;
  }

  #repair(remedy: Remedy): Remedy {
    this.#repairs = this.#repairs.filter((at) => this.#looks - at < A_MINUTE_OF_LOOKS);
    this.#repairs.push(this.#looks);
    return this.#repairs.length > MAX_REPAIRS ? { kind: 'bypass' } : remedy;
  }
}
