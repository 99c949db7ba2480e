import { MIB } from '../../base/byte-units.ts';
import type { Body } from './transport.ts';

/** This much memory outside its heap makes V8 collect garbage: its `kExternalAllocationSoftLimit`. */
const LOOK_BYTES = 64 * MIB;

/** With chunks of 8 MiB, a collection at every 32nd. */
const FILE_SHARE = 4;

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

/** How many bytes to allocate after sending this body, one array after the other. */
export function remindersOf(body: Body | null): readonly number[] {
  // A request from a file or from slices holds little, but a long recording has many requests, and each collection
  // takes time.
  if (body instanceof Blob) return [body.size / FILE_SHARE];
  return body === null || body.length < MIB ? [] : FULL_LOOK;
}
