import { MIB } from '../../base/byte-units.ts';

/** More than this is not held in memory: then the recording ends, and what waits is still written. */
export const MAX_WAITING_BYTES = 256 * MIB;

/** The slices that the recorder handed over and that are not on disk yet, in their order. */
export class SliceQueue {
  #slices: { readonly slice: Blob; readonly atMs: number }[] = [];
  #waitingBytes = 0;
  #handedBytes = 0;

  /** `atMs`: when it was handed over. */
  add(slice: Blob, atMs: number): void {
    this.#slices.push({ slice, atMs });
    this.#waitingBytes += slice.size;
    this.#handedBytes += slice.size;
  }

  /** The one that is to be written next; null when none waits. It stays here until it is taken off. */
  get first(): Blob | null {
    return this.#slices[0]?.slice ?? null;
  }

  /** The first one is on disk, or lost for good. */
  takeOff(): void {
    this.#waitingBytes -= this.#slices.shift()?.slice.size ?? 0;
  }

  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  /** All that was ever handed over. */
  get handedBytes(): number {
    return this.#handedBytes;
  }

  /** When the first one was handed over; null when none waits. */
  get waitingSinceMs(): number | null {
    return this.#slices[0]?.atMs ?? null;
  }
}
