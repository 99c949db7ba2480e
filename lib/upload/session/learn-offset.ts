import { KIB } from '../../base/byte-units.ts';
import { assertNever } from '../../base/errors.ts';
import type { Message } from '../../recording/message.ts';
import type { Outcome, Purpose } from '../protocols/protocol.ts';
import { MAX_BROKEN_PIECES } from './decide.ts';
import { isLasting } from './doubts.ts';
import { refusedBy, withDoubt } from './learn-refusal.ts';
import { failed, known, type Lesson, mayAsk, problem, progressed, withUnknownOffset } from './lesson.ts';
import type { Problem } from './problem.ts';
import { type Session, WHOLE_FILES } from './session.ts';

const MAX_RESYNCS = 3;
const MAX_REWINDS = 2;
const MAX_CRUMBS = 5;
/** With less than this of each piece, it would take a million requests. */
const CRUMB_BYTES = 256 * KIB;
/** An advance of this many bytes justifies the next request soon: connections that break early may carry no more. */
const WORTHWHILE_BYTES = 32 * KIB;
/** A proxy with hidden refusals breaks larger pieces again: three in about a hundred. */
const GROW_AFTER_PIECES = 32;

/** The server itself says how much it has. */
export function stored(session: Session, purpose: Purpose, storedBytes: number, nowMs: number): Lesson {
  // Right or wrong, it reports its offset: from now on, silence doesn't mean stored.
  const doubted = (what: Problem) => refusedBy({ ...session, reports: true }, what, false, nowMs);
  if (session.sentBytes === 0 && storedBytes > 0) return doubted({ kind: 'used' });
  if (storedBytes > session.sentBytes) {
    return doubted({ kind: 'beyond-sent', reportedBytes: storedBytes, sentBytes: session.sentBytes });
  }
  if (storedBytes < session.confirmedBytes) {
    return doubted({ kind: 'went-backwards', reportedBytes: storedBytes, ackedBytes: session.confirmedBytes });
  }
  const isAdvance = storedBytes > session.confirmedBytes;
  // A query without news says nothing about the pieces.
  const isPiece = purpose.kind === 'send' || isAdvance;
  const crumbs = isCrumb(session, purpose, storedBytes) ? session.crumbs + 1 : 0;
  const reported: Session = {
    ...session,
    ackedBytes: storedBytes,
    confirmedBytes: storedBytes,
    reports: true,
    offsetKnown: true,
    acceptedEnd: null,
    plain: false,
    // So it wasn't complete.
    claimed: false,
    deceived: session.deceived || isDeception(session, storedBytes),
    totalTaken: false,
    crumbs: isPiece ? crumbs : session.crumbs,
  };
  if (isAdvance) {
    if (crumbs >= MAX_CRUMBS) {
      const isWorthwhile = storedBytes - session.confirmedBytes >= WORTHWHILE_BYTES;
      const { brokenPieces } = reported;
      const next = isWorthwhile ? { ...progressed(reported).session, brokenPieces } : reported;
      return failed(next, null, { id: 'upload.keepsLittle' });
    }
    return progressed(withSizeThatWorks(reported, purpose), partialNote(purpose, storedBytes));
  }
  if (session.claimed) return failed(reported, null, { id: 'upload.notCompleteAfterAll' });
  if (purpose.kind === 'query') return known(withQuestionsAnswered(reported));
  if (purpose.kind === 'finalize') return failed(reported, null, { id: 'upload.doesNotFinish' });
  return failed(reported, null, { id: 'upload.storedNothing' });
}

/** Whether a piece, or everything, was accepted that isn't stored. A server that stores it later loses seconds by that. */
function isDeception({ claimed, acceptedEnd, sentBytes }: Session, storedBytes: number): boolean {
  return storedBytes < (claimed ? sentBytes : (acceptedEnd ?? 0));
}

/** Before the first byte, only questions can have been refused, and now one was answered. */
function withQuestionsAnswered(session: Session): Session {
  return session.sentBytes === 0 ? { ...session, refusals: null } : session;
}

/** Whether so little of a piece was stored that continuing like this would take a million requests. */
function isCrumb({ confirmedBytes, sentBytes }: Session, purpose: Purpose, storedBytes: number): boolean {
  const isPartial = storedBytes < (purpose.kind === 'send' ? purpose.range.end : sentBytes);
  return isPartial && storedBytes - confirmedBytes < CRUMB_BYTES;
}

/**
 * A smaller piece got through after larger ones broke off, so that is the size for now. After a while, try twice that.
 */
function withSizeThatWorks(session: Session, purpose: Purpose): Session {
  const { brokenPieces, passedPieces, pieceLimitBytes } = session;
  if (purpose.kind !== 'send' || purpose.last) return session;
  const bytes = purpose.range.end - purpose.range.start;
  if (brokenPieces >= MAX_BROKEN_PIECES) return { ...session, pieceLimitBytes: bytes, passedPieces: 0 };
  if (passedPieces === null || pieceLimitBytes === null || bytes < pieceLimitBytes) return session;
  if (passedPieces + 1 < GROW_AFTER_PIECES) return { ...session, passedPieces: passedPieces + 1 };
  return { ...session, pieceLimitBytes: 2 * pieceLimitBytes, passedPieces: 0 };
}

function partialNote(purpose: Purpose, storedBytes: number): Message | null {
  if (purpose.kind !== 'send' || storedBytes >= purpose.range.end) return null;
  const { start, end } = purpose.range;
  return { id: 'upload.keptPart', storedBytes: storedBytes - start, chunkBytes: end - start };
}

/** 308 without a Range: nothing stored, or a server that never says. */
export function unreported(session: Session, purpose: Purpose, nowMs: number): Lesson {
  // A reporting server omits Range when it has nothing. If its session had something, ask once more before believing
  // it.
  if (session.reports) {
    if (purpose.kind === 'query' || session.confirmedBytes === 0) return stored(session, purpose, 0, nowMs);
    return resynchronised(session, { id: 'upload.offsetMissing' });
  }
  switch (purpose.kind) {
    case 'create':
    case 'measure':
    case 'probe':
    case 'query': {
      const { acceptedEnd } = session;
      if (acceptedEnd !== null) return assume({ ...session, plain: true }, acceptedEnd);
      // We asked because it objected or called the upload complete, and it doesn't say what is missing.
      if (session.resyncs > 0 || session.claimed) return rewound(session);
      return known(withQuestionsAnswered({ ...session, offsetKnown: true }));
    }
    case 'send':
      // 308 to the piece that named the total: not complete, and it doesn't say what is missing.
      return purpose.last ? rewound(session) : assume(withSizeThatWorks(session, purpose), purpose.range.end);
    case 'finalize':
      return rewound(session);
    default:
      return assertNever(purpose);
  }
}

/** Success to a piece that wasn't the last. That alone never means "stored": a finished session discards the bytes. */
export function accepted(session: Session, purpose: Purpose, isUnclear: boolean, nowMs: number): Lesson {
  if (purpose.kind !== 'send') return failed(session, null, { id: 'upload.answerUnexpected' });
  const reason: Message = { id: 'upload.pieceTakenForWhole' };
  // It may come from something in between that is gone by the next try.
  const isUnproven = isUnclear && !session.answersInWords;
  const doubted = isUnproven ? withDoubt(session, nowMs) : session;
  const isDoubtful = isUnproven && !isLasting(doubted.refusals, nowMs);
  if (isDoubtful && !mayAsk(session)) return failed(doubted, null, reason);
  // It never showed a session, so it most likely stored this piece as the file.
  if (!session.resumable && !session.takesPieces) return known({ ...session, end: WHOLE_FILES });
  const answering = { ...doubted, answersInWords: session.answersInWords || (isUnproven && !isDoubtful) };
  if (!session.reports && ((session.plain && !isDoubtful) || !mayAsk(session))) {
    return assume(withSizeThatWorks({ ...answering, plain: true }, purpose), purpose.range.end);
  }
  return resynchronised({ ...answering, acceptedEnd: isDoubtful ? null : purpose.range.end }, reason);
}

function assume(session: Session, endBytes: number): Lesson {
  const first = session.ackedBytes === 0 || session.ackedBytes === session.confirmedBytes;
  const piece = { assumedPieces: session.assumedPieces + 1, lastPieceBytes: endBytes - session.ackedBytes };
  return progressed(
    { ...session, ...piece, ackedBytes: endBytes, offsetKnown: true, acceptedEnd: null },
    first ? { id: 'upload.countsAsStored' } : null,
  );
}

/** The offset is unknown: ask; if the server can't be asked, go back to the last byte it confirmed. */
export function resynchronised(session: Session, reason: Message): Lesson {
  const asking: Session = { ...withUnknownOffset(session), resyncs: session.resyncs + 1 };
  if (asking.resyncs > MAX_RESYNCS) return failed(asking, null, reason);
  if (mayAsk(session)) return known(asking, reason);
  return rewound(session);
}

/** The server doesn't answer the status query. */
export function notQueryable(
  session: Session,
  { status, doubtful }: Extract<Outcome, { kind: 'not-queryable' }>,
  nowMs: number,
): Lesson {
  // The session may be gone because the upload is complete. Then only the file itself can show it.
  if (session.claimed) return known({ ...session, queryable: false });
  // It used to answer queries, so 404 now means that the session is gone.
  if (session.queryable === true) {
    if (status === 404) return refusedBy(session, { kind: 'gone', status }, false, nowMs);
    return failed(session, null, { id: 'upload.questionRefused', status });
  }
  const refusal = doubtful ? refusedBy(session, { kind: 'refused', status }, false, nowMs) : null;
  if (refusal !== null && refusal.session.end === null) return refusal;
  const silent: Session = { ...session, queryable: false, offsetKnown: true };
  if (session.acceptedEnd !== null) return assume({ ...silent, plain: true }, session.acceptedEnd);
  return known(silent, { id: 'upload.answersNoQuestions', status });
}

/** The server disagrees and can't be asked: go back to the last offset it reported. Costs time, never data. */
function rewound(session: Session): Lesson {
  const back: Session = {
    ...session,
    ackedBytes: session.confirmedBytes,
    offsetKnown: true,
    acceptedEnd: null,
    claimed: false,
    deceived: session.deceived || session.claimed,
    assumedPieces: 0,
    // Its objection is settled: the next query has another reason.
    resyncs: 0,
  };
  // Nothing was assumed stored, so there is nothing to take back: it has stored nothing more.
  if (session.ackedBytes === session.confirmedBytes) {
    return failed(back, null, { id: 'upload.storedNothing' });
  }
  if (session.rewinds >= MAX_REWINDS) return problem(session, { kind: 'never-completes' });
  return known(
    { ...back, rewinds: session.rewinds + 1 },
    { id: 'upload.sendingAgainFrom', firstByte: session.confirmedBytes },
  );
}
