import { assertNever } from '../../base/errors.ts';
import type { Message } from '../../recording/message.ts';
import type { Answer, Outcome, Purpose } from '../protocols/protocol.ts';
import { remembering } from '../protocols/protocol-state.ts';
import { namesTotal } from './before-request.ts';
import { MAX_BROKEN_PIECES } from './decide.ts';
import {
  answeredByPage,
  claimed,
  heardOfHead,
  hollow,
  isClaimedFile,
  isToCheck,
  measured,
  refusedHead,
  unmeasured,
} from './learn-end.ts';
import { accepted, notQueryable, resynchronised, stored, unreported } from './learn-offset.ts';
import { habitOf, probed, probeFailed } from './learn-probe.ts';
import { refused, tooLarge } from './learn-refusal.ts';
import { type Circumstances, failed, type Lesson, problem, progressed, withUnknownOffset } from './lesson.ts';
import type { Session } from './session.ts';

/** What an answer means for the session. */
export function learn(
  before: Session,
  purpose: Purpose,
  outcome: Outcome,
  answer: Pick<Answer, 'status'>,
  circumstances: Circumstances,
): Lesson {
  const session = withAnswer(before, purpose, outcome, answer.status);
  const { sealedBytes, nowMs, rule } = circumstances;
  if (purpose.kind === 'measure' && isToCheck(session)) {
    return heardOfHead(session, outcome, answer.status, sealedBytes);
  }
  switch (outcome.kind) {
    case 'created':
      return created(session, outcome.location);
    case 'stored': {
      const { storedBytes, lengthBytes } = outcome;
      // A length that isn't the recording's: this upload can never be finished.
      if (typeof lengthBytes === 'number' && lengthBytes !== sealedBytes) {
        return problem(session, { kind: 'fixed-length', lengthBytes });
      }
      return stored(session, purpose, storedBytes, nowMs);
    }
    case 'unreported':
      return unreported(session, purpose, nowMs);
    case 'accepted':
      return accepted(session, purpose, outcome.unclear === true, nowMs);
    case 'complete':
      return claimed(session, purpose, outcome, circumstances);
    case 'measured':
      if (outcome.isHollow && session.claimed) return hollow(session, circumstances);
      // A file that was accepted a moment ago and is now missing or empty was accepted by something else.
      if (outcome.isMissing && isClaimedFile(session)) {
        return unmeasured(session, null, { id: 'upload.fileMissing' }, circumstances);
      }
      return measured(session, outcome.sizeBytes, circumstances);
    case 'probed':
      return probed(session, outcome.saysYes, circumstances);
    case 'resynchronise':
      return resynchronised(session, { id: 'upload.expectsOtherOffset' });
    case 'retry':
      if (purpose.kind === 'measure') return unmeasured(session, outcome.afterMs, outcome.reason, circumstances);
      if (purpose.kind === 'probe') {
        const { afterMs: retryAfterMs, reason } = outcome;
        return probeFailed(session, habitOf(outcome, answer.status), { retryAfterMs, reason }, circumstances);
      }
      if (outcome.isPage === true && purpose.kind === 'send' && answer.status < 300) {
        return answeredByPage(session, outcome.reason, nowMs);
      }
      return failed(withUnknownOffset(session), outcome.afterMs, outcome.reason);
    case 'not-queryable':
      return notQueryable(session, outcome, nowMs);
    case 'too-large':
      return tooLarge(session, purpose, outcome.status, rule, nowMs);
    case 'final':
      return refused(session, purpose, outcome.problem, nowMs);
    default:
      return assertNever(outcome);
  }
}

/** The request ended without an answer: its effect is unknown. */
export function learnFromFailure(
  session: Session,
  purpose: Purpose,
  { kind, what }: { readonly kind: 'network' | 'timeout'; readonly what: Message },
  circumstances: Circumstances,
): Lesson {
  const { sealedBytes } = circumstances;
  if (purpose.kind === 'probe') {
    return probeFailed(session, 'no answer', { retryAfterMs: null, reason: what }, circumstances);
  }
  if (purpose.kind === 'measure') {
    return isToCheck(session) ? refusedHead(session, sealedBytes) : unmeasured(session, null, what, circumstances);
  }
  const brokenPieces =
    kind === 'network' && purpose.kind === 'send' ? nextBroken(session, purpose, circumstances.rule.minBytes) : 0;
  const totalTaken = session.totalTaken || namesTotal(purpose);
  return failed(withUnknownOffset({ ...session, brokenPieces, totalTaken, failedProbes: null }), null, what);
}

/** The request was cut off on purpose (pause, offline): its effect is unknown, but it isn't a failure. */
export function learnFromInterruption(session: Session, purpose: Purpose): Session {
  return withUnknownOffset({ ...session, totalTaken: session.totalTaken || namesTotal(purpose) });
}

/** If the smallest size breaks off too, size wasn't the problem: the next piece is a whole chunk again. */
function nextBroken(
  { brokenPieces }: Session,
  { range }: Extract<Purpose, { kind: 'send' }>,
  smallestBytes: number,
): number {
  const wasSmallest = brokenPieces >= MAX_BROKEN_PIECES && range.end - range.start <= smallestBytes;
  return wasSmallest ? 0 : brokenPieces + 1;
}

/** What any answer of its kind shows, whatever else it means. */
function withAnswer(session: Session, purpose: Purpose, outcome: Outcome, status: number): Session {
  const { kind } = outcome;
  const isQuery = purpose.kind === 'query';
  // A success that says nothing about the file may come from something in between.
  const isBorneOut = kind === 'complete' && (outcome.storedBytes !== null || outcome.digests.length > 0);
  const isAnswered = kind === 'stored' || kind === 'unreported' || isBorneOut;
  // Locked, or damaged on the way: the request wasn't carried out, so it wasn't refused either.
  const isRefused = status >= 400 && status !== 423 && status !== 460 && kind !== 'resynchronise';
  const isYesAgain = kind === 'complete' && outcome.unclear !== true;
  const named = namesTotal(purpose);
  return {
    ...session,
    protocolState: remembering(session.protocolState, outcome.remember),
    resumable: session.resumable || (!session.whole && showsSession(outcome, status)),
    queryable: isQuery && isAnswered ? true : session.queryable,
    totalTaken: session.totalTaken || (named && (kind === 'retry' || kind === 'complete')),
    finishRefused: named ? isRefused : session.finishRefused,
    failedProbes: isQuery && !isYesAgain ? null : session.failedProbes,
  };
}

/** Whether only a server with a resumable session answers like this. */
function showsSession(outcome: Outcome, status: number): boolean {
  if (outcome.kind === 'retry' && outcome.isElsewhere === true) return false;
  return (
    status === 308 || outcome.kind === 'stored' || outcome.kind === 'unreported' || outcome.kind === 'resynchronise'
  );
}

/** `location` is absolute by now. */
function created(session: Session, location: string): Lesson {
  return progressed({ ...session, url: location, offsetKnown: true, reports: true, queryable: true });
}
