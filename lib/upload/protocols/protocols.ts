import type { ProtocolName } from '../../recording/snapshot.ts';
import { contentRange } from './content-range/content-range.ts';
import type { Protocol } from './protocol.ts';
import { put } from './put/put.ts';
import { tus } from './tus/tus.ts';

const PROTOCOLS: Readonly<Record<ProtocolName, Protocol>> = { 'content-range': contentRange, tus, put };

/** The protocol of a name, as the catalog keeps it. */
export function protocolNamed(name: ProtocolName): Protocol {
  return PROTOCOLS[name];
}
