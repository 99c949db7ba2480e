import { type Message, MessageError } from '../../recording/message.ts';
import type { Link } from '../../recording/snapshot.ts';
import { awaitsPerson, isSettled, type RecordingState } from '../../recording/state.ts';
import type { RecordingRow } from '../../spool/catalog.ts';
import { defaultProtocol, protocolNamed } from '../../upload/protocols/protocols.ts';
import { problemMessage } from '../../upload/session/problem.ts';
import { reopenSession } from '../../upload/session/resume.ts';
import { parseSession } from '../../upload/session/saved-session.ts';
import { newSession, type Session } from '../../upload/session/session.ts';
import type { Row } from '../catalog-entry.ts';
import { sentUrlDigest } from '../sent-url.ts';
import { withoutSecrets } from '../without-secrets.ts';
import { endedAtTheDoor, type ProtocolSession } from './open-session.ts';

/** Whether an upload has stopped and only you can restart it. */
export function hasStopped(state: RecordingState, link: Link): boolean {
  return awaitsPerson(state) || (!isSettled(state) && link.kind === 'blocked');
}

/** Whether it is known to go no further by itself. */
export function hasEnded({ session }: Pick<Row, 'session'>): boolean {
  return parseSession(session)?.end?.kind === 'problem';
}

/**
 * The session of a stopped upload, to try again; null when none is known.
 * @throws MessageError when its URL must not be used again.
 */
export function sessionToTryAgain(saved: unknown): Session | null {
  const session = parseSession(saved);
  const problem = session?.end?.kind === 'problem' ? session.end.problem : null;
  // A cancelled upload has lost its URL, and a URL in use has another recording.
  if (problem?.kind === 'cancelled-here' || problem?.kind === 'in-use') throw new MessageError(problemMessage(problem));
  return session;
}

/** Where the session resumes; null when the URL has to be looked at again. */
export function reopened(
  protocol: string | null,
  session: Session | null,
  committedBytes: number,
): ProtocolSession | null {
  if (session === null || protocol === null || protocolNamed(protocol) === null) return null;
  if (endedAtTheDoor(session)) return null;
  return { protocol, session: reopenSession(session, committedBytes) };
}

/**
 * What is left of an upload you cancelled. Only a new URL can send the recording now, so all that stays is that a
 * restart must not resume it, and that something was sent to its URL.
 */
export function cancelled(row: RecordingRow): { readonly row: Partial<Row>; readonly reason: Message } {
  const problem = { kind: 'cancelled-here' } as const;
  const forgotten = withoutSecrets(row);
  const ended: Session = { ...newSession(forgotten.uploadUrl ?? ''), end: { kind: 'problem', problem } };
  return {
    row: {
      ...forgotten,
      usedUrl: sentUrlDigest(row),
      session: ended,
      protocol: row.protocol ?? defaultProtocol('pieces').name,
    },
    reason: problemMessage(problem),
  };
}

/** An upload that its server knows and can cancel. */
export interface UploadAtServer {
  readonly protocol: string;
  readonly url: string;
}

/**
 * The upload that the server can cancel; null when there is none, or a `DELETE` could remove something older or someone
 * else's.
 */
export function uploadAtServer({ session, protocol }: Row): UploadAtServer | null {
  const saved = parseSession(session);
  if (saved?.url == null || protocol === null || saved.end !== null) return null;
  return saved.resumable && isOurs(saved) ? { protocol, url: saved.url } : null;
}

/** Our bytes are in it, we created it, or its server has just said that it is empty. */
function isOurs({ endpoint, sentBytes, queryable, refusals }: Session): boolean {
  return endpoint !== null || sentBytes > 0 || (queryable === true && refusals === null);
}
