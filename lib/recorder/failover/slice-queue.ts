import { MIB } from '../../base/byte-units.ts';

/** The most that is held in memory. Beyond it the recording ends, and what waits is still written. */
export const MAX_WAITING_BYTES = 256 * MIB;

/** The slices from the recorder that aren't on disk yet, in order. */
export class SliceQueue {
  #slices: { readonly slice: Blob; readonly atMs: number }[] = [];
  #waitingBytes = 0;
  #handedBytes = 0;
  #lastMs: number | null = null;
  #keptMs: number | null = null;

  /** `atMs`: when it was handed over. */
  add(slice: Blob, atMs: number): void {
    this.#slices.push({ slice, atMs });
    this.#waitingBytes += slice.size;
    this.#handedBytes += slice.size;
    this.#lastMs = atMs;
  }

  /** The next one to write; null when none waits. It stays here until it's removed. */
  get first(): Blob | null {
    return this.#slices[0]?.slice ?? null;
  }

  /** Removes the first one: it is on disk, or lost for good. */
  takeOff(isKept: boolean): void {
    if (isKept) this.#keptMs = this.#slices[0]?.atMs ?? null;
    this.#waitingBytes -= this.#slices.shift()?.slice.size ?? 0;
  }

  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  /** Everything ever handed over. */
  get handedBytes(): number {
    return this.#handedBytes;
  }

  /** When the last one was handed over; null: none was. */
  get lastMs(): number | null {
    return this.#lastMs;
  }

  /** When the last one that is on disk was handed over; null: none is. */
  get keptMs(): number | null {
    return this.#keptMs;
  }

  /** When the first one that waits was handed over; null when none does. */
  get waitingSinceMs(): number | null {
    return this.#slices[0]?.atMs ?? null;
  }
}
