import { assertNever } from '../../base/errors.ts';
import type { Purpose } from '../protocols/protocol.ts';
import type { Session } from './session.ts';

/** Whether the request names the final length. */
export function namesTotal(purpose: Purpose): boolean {
  return purpose.kind === 'finalize' || (purpose.kind === 'send' && purpose.last);
}

/** The session as it must be stored before a request leaves: what the request carries may reach the server. */
export function beforeRequest(session: Session, purpose: Purpose): Session {
  switch (purpose.kind) {
    case 'create':
    case 'query':
    case 'measure':
    case 'probe':
      return session;
    case 'send':
      return {
        ...session,
        sentBytes: Math.max(session.sentBytes, purpose.range.end),
        totalNamed: session.totalNamed || purpose.last,
      };
    case 'finalize':
      return { ...session, totalNamed: true };
    default:
      return assertNever(purpose);
  }
}

/**
 * Whether a change must be saved before it happens, so that it's known after a crash: that the first byte left
 * (otherwise the server's bytes would seem someone else's), and that the total was named (otherwise a success would).
 */
export function isMilestone(now: Session, next: Session): boolean {
  return (now.sentBytes === 0 && next.sentBytes > 0) || (!now.totalNamed && next.totalNamed);
}

/**
 * Whether `next` differs from `now` only in the offset that the server itself reported. It will report that again, so
 * it may be lost in a crash.
 */
export function isOnlyFurther(now: Session, next: Session): boolean {
  if (!next.reports || next.queryable !== true || next.ackedBytes !== next.confirmedBytes) return false;
  const { ackedBytes, confirmedBytes, sentBytes, offsetKnown, failures, resyncs, refusals, brokenPieces, crumbs } = now;
  const reported = { ackedBytes, confirmedBytes, sentBytes, offsetKnown, passedPieces: now.passedPieces };
  const asBefore: Session = { ...next, ...reported, failures, resyncs, refusals, brokenPieces, crumbs };
  const keys = Object.keys(now) as (keyof Session)[];
  return (sentBytes === 0) === (next.sentBytes === 0) && keys.every((key) => asBefore[key] === now[key]);
}
