import { MIB } from '../../base/byte-units.ts';
import { FULL_LOOK } from '../../base/remind-of-garbage.ts';
import type { Body } from './transport.ts';

/** With chunks of 8 MiB, a collection at every 32nd. */
const FILE_SHARE = 4;

/** How many bytes to allocate after sending this body, one array after the other. */
export function remindersOf(body: Body | null): readonly number[] {
  // A request from a file or from slices holds little, but a long recording has many requests, and each collection
  // takes time.
  if (body instanceof Blob) return [body.size / FILE_SHARE];
  return body === null || body.length < MIB ? [] : FULL_LOOK;
}
