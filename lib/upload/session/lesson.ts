import type { Message } from '../../recording/message.ts';
import type { ChunkRule } from '../protocols/chunk-rule.ts';
import type { Problem } from './problem.ts';
import type { Session } from './session.ts';

/** What a request taught: the session as it is now, and what the person may want to know. */
export interface Lesson {
  readonly session: Session;
  /** Not null when the next request must wait for a retry delay. */
  readonly failure: { readonly retryAfterMs: number | null; readonly reason: Message } | null;
  /** A line for the log; null when there is nothing worth saying. */
  readonly note: Message | null;
}

/** What was known when an answer came. */
export interface Circumstances {
  /** The final length of the recording in bytes; null while it may grow. */
  readonly sealedBytes: number | null;
  /** How the protocol wants it cut. */
  readonly rule: ChunkRule;
  /** Milliseconds of a clock that never jumps. */
  readonly nowMs: number;
}

/** The server holds more than before: the budget of retries starts afresh. */
export function progressed(session: Session, note: Message | null = null): Lesson {
  const afresh = { failures: 0, resyncs: 0, refusals: null, brokenPieces: 0 };
  return { session: { ...session, ...afresh }, failure: null, note };
}

/** Something is known now that is neither progress nor a failure. */
export function known(session: Session, note: Message | null = null): Lesson {
  return { session, failure: null, note };
}

/** It is tried again after a delay: the server's, or (null) one of ours. */
export function failed(session: Session, retryAfterMs: number | null, reason: Message): Lesson {
  return { session: { ...session, failures: session.failures + 1 }, failure: { retryAfterMs, reason }, note: null };
}

/** The upload has ended, for a reason that waiting does not mend. */
export function problem(session: Session, what: Problem): Lesson {
  return known({ ...session, end: { kind: 'problem', problem: what } });
}

/** Whether the server may be asked where it stands: nothing but a resumable session may, and not where that leads nowhere. */
export function mayAsk({ resumable, queryable }: Pick<Session, 'resumable' | 'queryable'>): boolean {
  return resumable && queryable !== false;
}

/** Nobody knows where the server stands: it is asked next, if it can be. */
export function withUnknownOffset(session: Session): Session {
  return { ...session, offsetKnown: session.url === null || !mayAsk(session) };
}
