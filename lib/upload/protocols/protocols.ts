import { contentRange } from './content-range/content-range.ts';
import type { Protocol, Sends } from './protocol.ts';
import { put } from './put/put.ts';
import { tus } from './tus/tus.ts';

/** Every protocol, in the order in which they are looked for at an address. */
export const PROTOCOLS: readonly Protocol[] = [tus, contentRange, put];

/** The protocol to try with an address that doesn't show which one it speaks. @throws Error when no entry is the default. */
export function defaultProtocol(sends: Sends): Protocol {
  const found = PROTOCOLS.find((protocol) => protocol.isDefault && protocol.sends === sends);
  if (found === undefined) throw new Error(`No protocol is the default for ${sends}.`);
  return found;
}

/** The protocol with this name; null when there is none, for example when another version wrote it. */
export function protocolNamed(name: string): Protocol | null {
  return PROTOCOLS.find((protocol) => protocol.name === name) ?? null;
}
