import type { Message } from '../../recording/message.ts';
import type { Outcome, Purpose } from '../protocols/protocol.ts';
import { isLasting, oneMore } from './doubts.ts';
import { refusedBy, withDoubt } from './learn-refusal.ts';
import { type Circumstances, failed, known, type Lesson, problem, withUnknownOffset } from './lesson.ts';
import { type Session, type SessionEnd, WHOLE_FILES } from './session.ts';

type Claim = Extract<Outcome, { kind: 'complete' }>;

/** The server calls the upload complete. It is, when we had asked for that, and its word on size or checksum bears it out. */
export function claimed(
  session: Session,
  purpose: Purpose,
  claim: Claim,
  { sealedBytes, nowMs }: Circumstances,
): Lesson {
  // Finished before we had named the total: somebody else's doing, if the server means it.
  if (session.sentBytes === 0) return refusedBy(session, { kind: 'used' }, false, nowMs);
  const { storedBytes } = claim;
  const finishedByUs = session.totalNamed || (storedBytes !== null && storedBytes === sealedBytes);
  if (purpose.kind === 'query' && !finishedByUs) {
    return refusedBy(session, { kind: 'finished-early', ackedBytes: session.ackedBytes }, false, nowMs);
  }
  if (claim.inferred === true && session.finishRefused && sealedBytes !== null) {
    // It holds every byte and the length, but has refused to finish: it is asked to do so again.
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
  // Its answer was lost, and this is it; or it says so again when it is asked once more.
  const isSaidAgain =
    purpose.kind === 'query' || (purpose.kind === 'finalize' && session.confirmedBytes === sealedBytes);
  if (isBorneOut || (isSaidAgain && session.wasEmpty)) return complete(session, claim, sealedBytes);
  // Somebody else's bytes may lie under ours, and questions do not show that: the file does.
  if (purpose.kind === 'query') return known({ ...session, claimed: true, queryable: false, refusals: null });
  // One that says in its answers how much it holds is asked again: what refused the first question may have been a proxy.
  const queryable = session.reports && session.queryable === false ? null : session.queryable;
  const isUnclear = claim.unclear === true;
  // Where nothing has shown a session, the piece may have gone nowhere.
  const refusals = isUnclear && !session.resumable && !session.whole ? oneMore(session.refusals, nowMs) : null;
  return known({ ...session, claimed: true, suspect: isUnclear ? 'words' : null, queryable, refusals });
}

function isDispelled(distrust: string, { storedBytes, digests }: Claim): boolean {
  return distrust === 'size-mismatch' ? storedBytes !== null : digests.length > 0;
}

/**
 * What made it complete were digests that may be of something else, and they differ: that says nothing, neither way. So it
 * is as complete as without them.
 */
export function withoutHints(session: Session): Session {
  const { distrust } = session;
  if (distrust !== null) return { ...session, end: { kind: 'problem', problem: distrust } };
  return { ...session, ackedBytes: session.confirmedBytes, claimed: true, end: null };
}

/** Whether the only evidence for the end is digests that may be of something else. */
export function restsOnHints(end: SessionEnd): boolean {
  if (end.kind !== 'complete' || end.storedBytes !== null) return false;
  return end.digests.length > 0 && end.digests.every(({ isHint }) => isHint === true);
}

/** Words that say nothing of the file, in answer to a question too. What is in between may say them, and go away. */
function unclear(session: Session, nowMs: number): Lesson {
  const doubted = withDoubt({ ...session, claimed: true }, nowMs);
  if (isLasting(doubted.refusals, nowMs)) return known({ ...doubted, queryable: false });
  return failed(doubted, null, { id: 'upload.completeWithoutSize' });
}

/**
 * A web page says that a part of the recording was taken. What is in between says so, and some servers do themselves: Apache
 * answers a new file with a page. For a session, its own status query says more. Elsewhere the file itself does.
 */
export function answeredByPage(session: Session, reason: Message, nowMs: number): Lesson {
  if (session.resumable || session.takesPieces) return failed(withUnknownOffset(session), null, reason);
  const doubted = withDoubt(session, nowMs);
  if (session.whole) return known({ ...doubted, claimed: true, suspect: 'page' }, reason);
  return isLasting(doubted.refusals, nowMs) ? known({ ...doubted, end: WHOLE_FILES }) : failed(doubted, null, reason);
}

/**
 * Whether one request carried the whole recording, as far as is known to a place for files, and its success was without a word
 * on size or checksum: then what lies there is the recording, or it is not complete.
 */
export function isClaimedFile({ claimed: isClaimed, whole, resumable, ackedBytes }: Session): boolean {
  return isClaimed && (whole || (!resumable && ackedBytes === 0));
}

/** What HEAD says about the file at the upload URL; null: nothing. */
export function measured(session: Session, sizeBytes: number | null, { sealedBytes, nowMs }: Circumstances): Lesson {
  if (!session.claimed) return measuredEarly(session, sizeBytes);
  // The size was never in doubt.
  if (session.distrust?.kind === 'checksum-mismatch') return problem(session, session.distrust);
  if (sizeBytes !== null && sizeBytes === sealedBytes) {
    return complete(session, { kind: 'complete', storedBytes: sizeBytes, digests: [] }, sealedBytes);
  }
  const { ackedBytes, distrust, refusals, suspect } = session;
  const isLate = isLasting(refusals, nowMs);
  // A page took the file, or something that showed another one a moment ago: it is sent again. So is a piece that something
  // in between may have taken; of a whole file that is the person's to decide.
  const isGone = suspect !== null && (sizeBytes === null || !session.whole);
  const isDoubted = (session.whole || !session.resumable) && refusals !== null && !isLate;
  if (isDoubted && (isGone || suspect === 'page')) {
    return failed({ ...session, claimed: false }, null, { id: 'upload.otherAndNoFile' });
  }
  const isFile = isClaimedFile(session);
  // What is shown may be out of date, or somebody else's.
  if (sizeBytes !== null && isFile && !isLasting(oneMore(refusals, nowMs), nowMs)) {
    return failed(withDoubt(session, nowMs), null, { id: 'upload.otherSize' });
  }
  // A plain server's file is what was sent to it. Of a session, HEAD may give the size of anything.
  if (sizeBytes !== null && sealedBytes !== null && (session.plain || isFile)) {
    return problem(session, { kind: 'size-mismatch', reportedBytes: sizeBytes, totalBytes: sealedBytes });
  }
  // One request carried all of it: there is no piece that could be missing.
  if (ackedBytes === 0 && sizeBytes === null && distrust === null && suspect === null && !isLate) {
    return complete(session, { kind: 'complete', storedBytes: null, digests: [] }, sealedBytes);
  }
  return known({ ...session, claimed: false, end: { kind: 'unconfirmed' } });
}

/**
 * HEAD got no answer: a browser keeps it from a store that allows `PUT` alone. When that lasts, it counts as one that says
 * nothing. Until then it is asked again.
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

/** After two pieces: a file as long as the second alone was written over by it. */
function measuredEarly(session: Session, sizeBytes: number | null): Lesson {
  const { lastPieceBytes, ackedBytes } = session;
  if (sizeBytes === lastPieceBytes && lastPieceBytes < ackedBytes) return known({ ...session, end: WHOLE_FILES });
  return known({ ...session, measured: true });
}

function complete(session: Session, { storedBytes, digests }: Claim, sealedBytes: number | null): Lesson {
  const end: SessionEnd = { kind: 'complete', storedBytes, digests };
  const ackedBytes = sealedBytes ?? session.ackedBytes;
  // Not the end where it rests on hints: what was doubted before still is then.
  return known({ ...session, ackedBytes, offsetKnown: true, claimed: false, end });
}
