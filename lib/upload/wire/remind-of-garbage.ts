import { MIB } from '../../base/byte-units.ts';
import type { Body } from './transport.ts';

/** So much outside of its heap makes V8 look for garbage: its `kExternalAllocationSoftLimit`. */
const LOOK_BYTES = 64 * MIB;

/** With chunks of 8 MiB a look at every 32nd. */
const FILE_SHARE = 4;

/** Makes the collector look, to the end: at the first it begins, at the second it continues. */
export const FULL_LOOK: readonly number[] = [LOOK_BYTES, LOOK_BYTES];

/**
 * The browser keeps what belongs to an object, such as the bytes of a Blob or its copy of a request's body, until the object
 * is collected as garbage; and the collector does not count those bytes: 1 GiB sent from memory was 1 GiB held, and what was
 * recorded stayed in the browser's memory. Arrays that nobody touches take no memory, but count, and make it look.
 * By `Reflect`, because a bundler leaves out a `new ArrayBuffer` that nobody uses.
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

/** How much the collector is reminded of after this body was sent, one array after the other, in bytes. */
export function remindersOf(body: Body | null): readonly number[] {
  // Of a part of a file, or of slices, the request keeps little, but a long recording has many; and each look takes time.
  if (body instanceof Blob) return [body.size / FILE_SHARE];
  return body === null || body.length < MIB ? [] : FULL_LOOK;
}
