import { MIB } from './byte-units.ts';

/** This much memory outside its heap makes V8 collect garbage: its `kExternalAllocationSoftLimit`. */
const LOOK_BYTES = 64 * MIB;

/** Runs a complete collection: the first array starts it, the second continues it. */
export const FULL_LOOK: readonly number[] = [LOOK_BYTES, LOOK_BYTES];

/**
 * The browser keeps an object's resources, such as a Blob's bytes or its copy of a request's body, until the object is
 * collected, and the collector doesn't count those bytes: 1 GiB sent from memory was 1 GiB held, and slices stayed in
 * the browser's memory. Untouched arrays take no memory but do count, and so trigger a collection. By `Reflect`,
 * because bundlers remove an unused `new ArrayBuffer`.
 *
 * @param remindsBytes the arrays' lengths, one after the other.
 */
export function remindOfGarbage(remindsBytes: readonly number[]): void {
  try {
    for (const bytes of remindsBytes) Reflect.construct(ArrayBuffer, [bytes]);
  } catch (error) {
    console.debug('There is no room for a reminder, so the collector will look by itself.', error);
  }
}

/** A collection takes milliseconds in a worker that holds little. */
const TIDY_EVERY_MS = 60_000;

/**
 * Keeps a worker that handles frames or sound small. Each object is used up at once, but V8 lets them grow to tens of megabytes first, in
 * each worker.
 */
export function keepTidy(): void {
  setInterval(() => remindOfGarbage(FULL_LOOK), TIDY_EVERY_MS);
}
