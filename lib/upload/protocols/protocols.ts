import { contentRange } from './content-range/content-range.ts';
import type { Protocol } from './protocol.ts';
import { put } from './put/put.ts';
import { tus } from './tus/tus.ts';

/** Every protocol, in the order in which an address is tried for them. */
export const PROTOCOLS: readonly Protocol[] = [tus, contentRange, put];

/** What an address is tried with that shows nothing of itself. */
export const PIECES_PROTOCOL = contentRange;

/** What an address is tried with that takes whole files. */
export const WHOLE_FILE_PROTOCOL = put;

/** The protocol of a name; null when there is none, such as where another version wrote it. */
export function protocolNamed(name: string): Protocol | null {
  return PROTOCOLS.find((protocol) => protocol.name === name) ?? null;
}
