import type { Message } from '../../recording/message.ts';
import type { ChunkRule } from '../protocols/chunk-rule.ts';
import type { Problem } from './problem.ts';
import type { Session } from './session.ts';

/** The result of a request: the new session, and what to log. */
export interface Lesson {
  readonly session: Session;
  /** Not null when the next request must wait for a retry delay. */
  readonly failure: { readonly retryAfterMs: number | null; readonly reason: Message } | null;
  /** A log line; null for none. */
  readonly note: Message | null;
}

/** What is known when an answer comes. */
export interface Circumstances {
  /** The final length of the recording in bytes; null while it can grow. */
  readonly sealedBytes: number | null;
  /** The protocol's rule for pieces. */
  readonly rule: ChunkRule;
  /** Milliseconds of a clock that never jumps. */
  readonly nowMs: number;
}

/** The server has more than before: the retry budget starts over. */
export function progressed(session: Session, note: Message | null = null): Lesson {
  const afresh = { failures: 0, resyncs: 0, refusals: null, brokenPieces: 0 };
  return { session: { ...session, ...afresh }, failure: null, note };
}

/** Something new is known that is neither progress nor a failure. */
export function known(session: Session, note: Message | null = null): Lesson {
  return { session, failure: null, note };
}

/** Try again after a delay: the server's, or (null) one of ours. */
export function failed(session: Session, retryAfterMs: number | null, reason: Message): Lesson {
  return { session: { ...session, failures: session.failures + 1 }, failure: { retryAfterMs, reason }, note: null };
}

/** The upload has ended for a reason that waiting doesn't fix. */
export function problem(session: Session, what: Problem): Lesson {
  return known({ ...session, end: { kind: 'problem', problem: what } });
}

/** Whether the server may be asked for its offset: only a resumable session may, and only if that leads anywhere. */
export function mayAsk({ resumable, queryable }: Pick<Session, 'resumable' | 'queryable'>): boolean {
  return resumable && queryable !== false;
}

/** The server's offset is unknown: ask next, if possible. */
export function withUnknownOffset(session: Session): Session {
  return { ...session, offsetKnown: session.url === null || !mayAsk(session) };
}
