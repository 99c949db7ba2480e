import type { RecordingRow } from '../spool/catalog.ts';
import { CONTAINER_HEAD_BYTES, containerOf } from '../spool/container.ts';
import type { SpoolFile } from '../spool/spool-file.ts';
import { protocolNamed } from '../upload/protocols/protocols.ts';
import { parseSession } from '../upload/session/saved-session.ts';
import type { Continuation } from './uploading/recording-upload.ts';

/**
 * Where to continue an earlier engine's upload, with this much on disk. `hasSent`: whether it is known to have sent
 * something, whatever its row says.
 */
export function continuationOf(
  { session: saved, protocol, uploadUrl: url }: RecordingRow,
  spooledBytes: number,
  hasSent = false,
): Continuation {
  const session = parseSession(saved);
  // A protocol from another version counts as none: the URL is looked at again.
  const isKnown = protocol !== null && protocolNamed(protocol) !== null;
  const known = session === null || !isKnown ? null : { protocol, session };
  // Nothing is sent before the protocol is known.
  return { url, known, interruptedAtBytes: known === null && !hasSent ? null : spooledBytes };
}

/** The recording's format, by its first bytes; null when there are none. */
export function containerOn(spool: SpoolFile): string | null {
  if (spool.committedBytes === 0) return null;
  const head = new Uint8Array(Math.min(CONTAINER_HEAD_BYTES, spool.committedBytes));
  spool.read(0, head);
  return containerOf(head) ?? 'video/webm';
}
