import { unlessAborted } from '../../base/abort.ts';
import type { ProtocolSession } from './open-session.ts';

/** What is known about who else has a URL. */
export interface OthersPorts {
  /** Whether another recording is known to have been sent to this URL. Must not reject. */
  wasUsed(url: string): Promise<boolean>;
  /** Whether that, or another recording that is to be sent there has stopped. Must not reject. */
  isTaken(url: string): Promise<boolean>;
}

/**
 * What to do with a URL that another recording was sent to. An endpoint serves any number, and a session itself says
 * that it was used; any other address most likely has the other recording.
 */
export function notToFollow(found: ProtocolSession): ProtocolSession {
  const { session } = found;
  if (session.endpoint !== null || session.resumable || session.end !== null) return found;
  return { ...found, session: { ...session, end: { kind: 'problem', problem: { kind: 'in-use' } } } };
}

/** See {@link notToFollow}. @throws the signal's reason: stopping the upload doesn't wait for the list. */
export async function notToFollowIf(
  isOthers: (url: string) => Promise<boolean>,
  found: ProtocolSession,
  url: string,
  signal: AbortSignal,
): Promise<ProtocolSession> {
  const refused = notToFollow(found);
  if (refused === found) return found;
  return (await unlessAborted(isOthers(url), signal)) ? refused : found;
}
