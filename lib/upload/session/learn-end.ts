import type { Message } from '../../recording/message.ts';
import type { Outcome, Purpose } from '../protocols/protocol.ts';
import { lookOf } from '../url/url-look.ts';
import { isLasting, oneMore } from './doubts.ts';
import { refusedBy, withDoubt } from './learn-refusal.ts';
import { type Circumstances, failed, known, type Lesson, mayAsk, problem, withUnknownOffset } from './lesson.ts';
import { type Session, type SessionEnd, WHOLE_FILES } from './session.ts';
import { isRetryableStatus } from './status.ts';

type Claim = Extract<Outcome, { kind: 'complete' }>;

/** The server calls the upload complete. It is, if we asked for that and the size or checksum it reports agrees. */
export function claimed(
  session: Session,
  purpose: Purpose,
  claim: Claim,
  { sealedBytes, nowMs }: Circumstances,
): Lesson {
  // Finished before we named the total: someone else did that, if the server means it.
  if (session.sentBytes === 0) return refusedBy(session, { kind: 'used' }, false, nowMs);
  const { storedBytes } = claim;
  const finishedByUs = session.totalNamed || (storedBytes !== null && storedBytes === sealedBytes);
  if (purpose.kind === 'query' && !finishedByUs) {
    return refusedBy(session, { kind: 'finished-early', ackedBytes: session.ackedBytes }, false, nowMs);
  }
  if (claim.inferred === true && session.finishRefused && sealedBytes !== null) {
    // It has every byte and the length, but refused to finish: ask again.
    const everything = { ackedBytes: sealedBytes, confirmedBytes: sealedBytes };
    return known({ ...session, ...everything, offsetKnown: true });
  }
  if (storedBytes !== null && sealedBytes !== null && storedBytes !== sealedBytes) {
    return problem(session, { kind: 'size-mismatch', reportedBytes: storedBytes, totalBytes: sealedBytes });
  }
  if (session.distrust !== null && !isDispelled(session.distrust.kind, claim))
    return problem(session, session.distrust);
  if (purpose.kind === 'query' && claim.unclear === true) return unclear(session, nowMs);
  const isBorneOut = storedBytes !== null || claim.digests.length > 0;
  const isUnclear = claim.unclear === true;
  const isAsked = purpose.kind === 'query';
  const isChecked = isAsked && session.claimed && session.bareYes === 'checked';
  if (isBorneOut || isChecked) return complete(session, claim, sealedBytes);
  // Either this is the lost answer, or it has said so before, or it has every byte.
  const isSaidAgain = isAsked || (purpose.kind === 'finalize' && session.confirmedBytes === sealedBytes && !isUnclear);
  if (isSaidAgain) {
    const refusals = session.suspect === null ? null : session.refusals;
    // Mux and Cloud Storage are always probed. Elsewhere, some servers hold one upload and call it complete at any address.
    const isKnownKind = session.wasEmpty && lookOf(session.url ?? '').kind === 'session';
    return known({ ...session, claimed: true, bareYes: isKnownKind ? 'doubted' : 'heard', refusals });
  }
  // A server that reports how much it has is asked again: a proxy may have refused the first query.
  const queryable = session.reports && session.queryable === false ? null : session.queryable;
  // If nothing has shown a session, the piece may have gone nowhere.
  const refusals = isUnclear && !session.resumable && !session.whole ? oneMore(session.refusals, nowMs) : null;
  const suspect = isUnclear ? 'words' : null;
  return known({ ...session, claimed: true, suspect, bareYes: null, queryable, refusals });
}

function isDispelled(distrust: string, { storedBytes, digests }: Claim): boolean {
  return distrust === 'size-mismatch' ? storedBytes !== null : digests.length > 0;
}

/**
 * Only digests that may be of something else made it complete, and they differ. That proves nothing either way, so
 * treat it as if there were none.
 */
export function withoutHints(session: Session): Session {
  const { distrust } = session;
  if (distrust !== null) return { ...session, end: { kind: 'problem', problem: distrust } };
  return { ...session, ackedBytes: session.confirmedBytes, claimed: true, end: null };
}

/** Whether the end rests only on digests that may be of something else. */
export function restsOnHints(end: SessionEnd): boolean {
  if (end.kind !== 'complete' || end.storedBytes !== null) return false;
  return end.digests.length > 0 && end.digests.every(({ isHint }) => isHint === true);
}

/**
 * Its words say nothing about the file, even in answer to a query. Something in between may send them, and go away. If
 * nothing else has called it complete, a session that is gone by then doesn't bear them out.
 */
function unclear(session: Session, nowMs: number): Lesson {
  const doubted = withDoubt(suspected(session), nowMs);
  if (isLasting(doubted.refusals, nowMs)) return known({ ...doubted, queryable: false });
  return failed(doubted, null, { id: 'upload.completeWithoutSize' });
}

/** What calls the session complete may say yes to everything, so it has to say so again. */
export function suspected(session: Session): Session {
  return { ...session, claimed: true, suspect: session.suspect ?? 'words', bareYes: null };
}

/**
 * HEAD was answered by success, too, and there is no file: something in between may say yes to everything. If it goes
 * away, a session is asked for its offset, and a file is sent again.
 */
export function hollow(session: Session, circumstances: Circumstances): Lesson {
  const id = isClaimedFile(session) ? 'upload.fileMissing' : 'upload.completeWithoutSize';
  return unmeasured(suspected(session), null, { id }, circumstances);
}

/**
 * Whether only HEAD stands between this session and complete. If someone else's bytes may lie under ours, queries don't
 * show that: then the size has to.
 */
export function isToCheck({ claimed: isClaimed, bareYes, wasEmpty }: Session): boolean {
  return isClaimed && bareYes === 'heard' && wasEmpty;
}

/**
 * What HEAD says of such a session: its size completes it. Only sessions refuse HEAD; anything else may come from something in between,
 * also that it is busy, and the answer of a session that is less far than that. `status`: of the answer to HEAD.
 */
export function heardOfHead(session: Session, outcome: Outcome, status: number, sealedBytes: number | null): Lesson {
  if (outcome.kind === 'measured' && outcome.sizeBytes !== null && outcome.sizeBytes === sealedBytes) {
    return complete(session, { kind: 'complete', storedBytes: sealedBytes, digests: [] }, sealedBytes);
  }
  const isRefused = status >= 400 && !isRetryableStatus(status);
  return isRefused ? refusedHead(session, sealedBytes) : doubted(session);
}

/** HEAD was refused, or got no answer: browsers hide it where CORS doesn't allow it. */
export function refusedHead(session: Session, sealedBytes: number | null): Lesson {
  return session.answersHead || session.deceived ? doubted(session) : checked(session, sealedBytes);
}

function doubted(session: Session): Lesson {
  return known({ ...session, bareYes: 'doubted' });
}

/**
 * It isn't something that says yes to everything. Now the session only has to say it once more, unless it answers no questions: then it
 * has shown that it has every byte.
 */
export function checked(session: Session, sealedBytes: number | null): Lesson {
  if (mayAsk(session)) return known({ ...session, bareYes: 'checked' });
  return complete(session, { kind: 'complete', storedBytes: null, digests: [] }, sealedBytes);
}

/**
 * A web page says that a part was accepted. Something in between may say that, and so do some servers: Apache answers a
 * new file with a page. For a session, its status query says more; elsewhere the file itself does.
 */
export function answeredByPage(session: Session, reason: Message, nowMs: number): Lesson {
  if (session.resumable || session.takesPieces) return failed(withUnknownOffset(session), null, reason);
  const doubted = withDoubt(session, nowMs);
  if (session.whole) return known({ ...doubted, claimed: true, suspect: 'page' }, reason);
  return isLasting(doubted.refusals, nowMs) ? known({ ...doubted, end: WHOLE_FILES }) : failed(doubted, null, reason);
}

/**
 * Whether one request carried the whole recording to what seems a place for files, and its success had no size or
 * checksum. Then either the recording is there, or it isn't complete.
 */
export function isClaimedFile({ claimed: isClaimed, whole, resumable, ackedBytes }: Session): boolean {
  return isClaimed && (whole || (!resumable && ackedBytes === 0));
}

/** Reads what HEAD says about the file at the upload URL; null: nothing. */
export function measured(session: Session, sizeBytes: number | null, { sealedBytes, nowMs }: Circumstances): Lesson {
  if (!session.claimed) return measuredEarly(session, sizeBytes);
  // The size isn't in doubt.
  if (session.distrust?.kind === 'checksum-mismatch') return problem(session, session.distrust);
  if (sizeBytes !== null && sizeBytes === sealedBytes) {
    return complete(session, { kind: 'complete', storedBytes: sizeBytes, digests: [] }, sealedBytes);
  }
  const { ackedBytes, distrust, refusals, suspect } = session;
  const isLate = isLasting(refusals, nowMs);
  // A page accepted the file, or something that showed another file a moment ago: send it again. The same goes for a
  // piece that something in between may have taken. For a whole file, you decide.
  const isGone = suspect !== null && (sizeBytes === null || !session.whole);
  const isDoubted = (session.whole || !session.resumable) && refusals !== null && !isLate;
  if (isDoubted && (isGone || suspect === 'page')) {
    return failed({ ...session, claimed: false }, null, { id: 'upload.otherAndNoFile' });
  }
  const isFile = isClaimedFile(session);
  // It may be out of date, or someone else's.
  if (sizeBytes !== null && isFile && !isLasting(oneMore(refusals, nowMs), nowMs)) {
    return failed(withDoubt(session, nowMs), null, { id: 'upload.otherSize' });
  }
  // A plain server's file is what was sent to it. For a session, HEAD may give the size of anything.
  if (sizeBytes !== null && sealedBytes !== null && (session.plain || isFile)) {
    return problem(session, { kind: 'size-mismatch', reportedBytes: sizeBytes, totalBytes: sealedBytes });
  }
  // One request carried everything, so no piece can be missing.
  if (ackedBytes === 0 && sizeBytes === null && distrust === null && suspect === null && !isLate) {
    return complete(session, { kind: 'complete', storedBytes: null, digests: [] }, sealedBytes);
  }
  return known({ ...session, claimed: false, end: { kind: 'unconfirmed' } });
}

/**
 * HEAD got no answer: browsers block it for stores that allow only `PUT`. If that lasts, it counts as an answer that
 * says nothing. Until then, ask again.
 */
export function unmeasured(
  session: Session,
  retryAfterMs: number | null,
  reason: Message,
  circumstances: Circumstances,
): Lesson {
  const doubted = withDoubt(session, circumstances.nowMs);
  if (!isLasting(doubted.refusals, circumstances.nowMs)) return failed(doubted, retryAfterMs, reason);
  return measured(session.claimed ? doubted : { ...session, refusals: null }, null, circumstances);
}

/** After two pieces: a file as long as the second one alone was overwritten by it. */
function measuredEarly(session: Session, sizeBytes: number | null): Lesson {
  const { lastPieceBytes, ackedBytes } = session;
  if (sizeBytes === lastPieceBytes && lastPieceBytes < ackedBytes) return known({ ...session, end: WHOLE_FILES });
  return known({ ...session, measured: true });
}

function complete(session: Session, { storedBytes, digests }: Claim, sealedBytes: number | null): Lesson {
  const end: SessionEnd = { kind: 'complete', storedBytes, digests };
  const ackedBytes = sealedBytes ?? session.ackedBytes;
  // Not the end if it rests on hints: earlier doubts remain.
  return known({ ...session, ackedBytes, offsetKnown: true, claimed: false, end });
}
