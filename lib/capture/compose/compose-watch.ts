import { LOOK_EVERY_MS, WorkerSilence } from '../worker-silence.ts';
import type { Input } from './frame-pace.ts';

/**
 * After this many looks (three seconds) in which the browser delivers frames but none arrives, their connection is
 * renewed.
 */
const LOOKS_WITHOUT_ARRIVAL = 6;
/** After this many looks (three seconds) in which the recorder takes no frame, it gets a new track. */
const LOOKS_WITHOUT_TAKING = 6;
/** After this many repairs within a minute, drawing is given up. */
const MAX_REPAIRS = 3;
const A_MINUTE_OF_LOOKS = 60_000 / LOOK_EVERY_MS;

/** A compositor's state at one look. Counts only go up, but restart at 0 with a new worker. */
export interface Look {
  /** Messages from the worker. */
  readonly heard: number;
  /**
   * For each wanted picture: frames delivered by the browser (null if it doesn't count them), and frames that arrived.
   */
  readonly inputs: Readonly<Partial<Record<Input, { readonly delivered: number | null; readonly arrived: number }>>>;
  /** Whether a frame is waiting for the recorder to take it. */
  readonly isWriting: boolean;
  /** Frames taken by the recorder. */
  readonly taken: number;
  /** See {@link WorkerLooks}. */
  readonly weight: number;
}

/** What to do. */
export type Remedy =
  | { readonly kind: 'none' }
  /** One picture's connection to the worker is dead. */
  | { readonly kind: 'renew-input'; readonly input: Input }
  | { readonly kind: 'renew-worker' }
  /** Send the base to the recorder unchanged. */
  | { readonly kind: 'bypass' }
  /** The recorder has stopped taking frames: it needs a new track. */
  | { readonly kind: 'renew-output' };

const NONE: Remedy = { kind: 'none' };

/** Decides what to do about a silent compositor. It counts looks, not time: a computer that slept has looked once. */
export class ComposeWatch {
  #last: Look | null = null;
  readonly #silence = new WorkerSilence();
  #stuck = 0;
  readonly #lost = new Map<Input, number>();
  #looks = 0;
  #repairs: number[] = [];

  look(now: Look): Remedy {
    const last = this.#last;
    this.#last = now;
    this.#looks += 1;
    if (last === null) return NONE;
    this.#stuck = now.isWriting && last.isWriting && now.taken === last.taken ? this.#stuck + now.weight : 0;
    if (this.#stuck >= LOOKS_WITHOUT_TAKING) {
      this.#stuck = 0;
      return { kind: 'renew-output' };
    }
    if (this.#silence.look(now.heard !== last.heard, now.weight)) return this.workerDied();
    for (const input of ['base', 'bubble'] as const) {
      if (!this.#isLost(input, now, last)) continue;
      this.#lost.delete(input);
      return this.#repair({ kind: 'renew-input', input });
    }
    return NONE;
  }

  /** The worker has died, as far as is known. */
  workerDied(): Remedy {
    this.#silence.reset();
    this.#lost.clear();
    return this.#repair({ kind: 'renew-worker' });
  }

  #isLost(input: Input, now: Look, last: Look): boolean {
    const [after, before] = [now.inputs[input], last.inputs[input]];
    if (after === undefined || before === undefined || after.arrived !== before.arrived) {
      this.#lost.delete(input);
      return false;
    }
    // Looks without a delivered frame say nothing: the page may be still.
    const wasDelivered = after.delivered !== null && after.delivered !== before.delivered;
    const looks = (this.#lost.get(input) ?? 0) + (wasDelivered ? now.weight : 0);
    this.#lost.set(input, looks);
    return looks >= LOOKS_WITHOUT_ARRIVAL;
  }

  #repair(remedy: Remedy): Remedy {
    this.#repairs = this.#repairs.filter((at) => this.#looks - at < A_MINUTE_OF_LOOKS);
    this.#repairs.push(this.#looks);
    return this.#repairs.length > MAX_REPAIRS ? { kind: 'bypass' } : remedy;
  }
}
