import { failed, known, type Lesson, problem, progressed, withUnknownOffset } from './lesson.ts';
import type { Outcome, Purpose } from './protocol.ts';
import { type Session, type SessionEnd, WHOLE_FILES } from './session.ts';

type Claim = Extract<Outcome, { kind: 'complete' }>;

/** The server calls the upload complete. It is, when we had asked for that, and its word on size or checksum bears it out. */
export function claimed(session: Session, purpose: Purpose, claim: Claim, sealedBytes: number | null): Lesson {
  if (session.sentBytes === 0) return early(session, 'used');
  const { storedBytes } = claim;
  const finishedByUs = session.totalNamed || (storedBytes !== null && storedBytes === sealedBytes);
  if (purpose.kind === 'query' && !finishedByUs) return early(session, 'finished-early');
  if (claim.inferred === true && session.finishRefused && sealedBytes !== null) {
    // It holds every byte and the length, but has refused to finish: it is asked to do so again.
    const everything = { ackedBytes: sealedBytes, confirmedBytes: sealedBytes, lengthAtServer: true };
    return known({ ...session, ...everything, offsetKnown: true });
  }
  if (storedBytes !== null && sealedBytes !== null && storedBytes !== sealedBytes) {
    return problem(session, { kind: 'size-mismatch', reportedBytes: storedBytes, totalBytes: sealedBytes });
  }
  if (session.distrust !== null && !isDispelled(session.distrust.kind, claim))
    return problem(session, session.distrust);
  const isBorneOut =
    storedBytes !== null ||
    claim.digests.length > 0 ||
    // Its answer was lost, and this is it; or it says so again when it is asked once more.
    purpose.kind === 'query' ||
    (purpose.kind === 'finalize' && session.confirmedBytes === sealedBytes);
  return isBorneOut ? complete(session, claim, sealedBytes) : known({ ...session, claimed: true });
}

function isDispelled(distrust: string, { storedBytes, digests }: Claim): boolean {
  return distrust === 'size-mismatch' ? storedBytes !== null : digests.length > 0;
}

/** Finished before we had named the total: somebody else's doing, if it says so twice. */
function early(session: Session, kind: 'used' | 'finished-early'): Lesson {
  const earlyEnds = session.earlyEnds + 1;
  if (earlyEnds < 2) {
    const reason = 'The server calls the upload finished already.';
    return failed({ ...withUnknownOffset(session), earlyEnds }, null, reason);
  }
  return problem(session, kind === 'used' ? { kind } : { kind, ackedBytes: session.ackedBytes });
}

/** What HEAD tells of the file at the upload URL; null: nothing. */
export function measured(session: Session, sizeBytes: number | null, sealedBytes: number | null): Lesson {
  if (!session.claimed) return measuredEarly(session, sizeBytes);
  if (sizeBytes !== null && sizeBytes === sealedBytes) {
    return complete(session, { kind: 'complete', storedBytes: sizeBytes, digests: [] }, sealedBytes);
  }
  // A plain server's file is what was sent to it. Of a session, HEAD may tell the size of anything.
  if (sizeBytes !== null && sealedBytes !== null && (session.plain || session.whole)) {
    return problem(session, { kind: 'size-mismatch', reportedBytes: sizeBytes, totalBytes: sealedBytes });
  }
  // One request carried all of it: there is no piece that could be missing.
  if (session.ackedBytes === 0 && session.distrust === null) {
    return complete(session, { kind: 'complete', storedBytes: null, digests: [] }, sealedBytes);
  }
  return known({ ...session, claimed: false, end: { kind: 'unconfirmed' } });
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
  return progressed({ ...session, ackedBytes, offsetKnown: true, claimed: false, end });
}
