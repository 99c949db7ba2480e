import type { Message } from '../../recording/message.ts';
import { type ChunkRule, pieceWithin } from '../protocols/chunk-rule.ts';
import type { Purpose } from '../protocols/protocol.ts';
import { remembering } from '../protocols/protocol-state.ts';
import { isLasting, oneMore } from './doubts.ts';
import { failed, known, type Lesson, problem, withUnknownOffset } from './lesson.ts';
import { isSessionDead, type Problem } from './problem.ts';
import { type Session, sessionToCreate, WHOLE_FILES } from './session.ts';

/** How many uploads in a row may die at an endpoint without getting further than an earlier one. */
const MAX_DEAD_UPLOADS = 2;

/** An answer after which the upload can't continue. One alone proves nothing: ask, and try again. */
export function refused(session: Session, purpose: Purpose, what: Problem, nowMs: number): Lesson {
  const { needsLength } = session.protocolState;
  const mayWantLength = purpose.kind === 'create' && purpose.totalBytes === null && needsLength === null;
  // These are about the address, or a firewall's bad minute.
  if (mayWantLength && !isSessionDead(what) && what.kind !== 'bad-location') return wantsLength(session);
  if (refusesRanges(session, purpose, what)) {
    // A proxy may answer the same in a bad minute, and a session would never take the whole file.
    const doubted = withDoubt(session, nowMs);
    return isLasting(doubted.refusals, nowMs)
      ? known({ ...doubted, end: WHOLE_FILES })
      : failed(doubted, null, describeRefusal(what));
  }
  // The server may forget completed uploads. Then only the file itself can show it.
  if (session.claimed && what.kind === 'gone') return known({ ...session, queryable: false });
  const lesson = refusedBy(session, what, purpose.kind === 'query' || what.kind === 'bad-location', nowMs);
  return mayWantLength && isSessionDead(what) && lesson.session.end !== null ? wantsLength(session) : lesson;
}

function wantsLength(session: Session): Lesson {
  const protocolState = remembering(session.protocolState, { needsLength: true });
  return known({ ...session, protocolState, refusals: null }, { id: 'upload.wantsLength' });
}

/**
 * Whether a file server says in this way that it takes no parts of files: 400, as HTTP says, or 501, as nginx does.
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-partial-put
 */
function refusesRanges({ resumable, takesPieces, whole }: Session, { kind }: Purpose, what: Problem): boolean {
  const isFileServers = what.kind === 'refused' && (what.status === 400 || what.status === 501);
  return kind === 'send' && !resumable && !takesPieces && !whole && isFileServers;
}

/** `isAsked`: whether it was asked for this, so that saying it a second time is enough if it is the server's own word. */
export function refusedBy(session: Session, what: Problem, isAsked: boolean, nowMs: number): Lesson {
  const refusals = oneMore(session.refusals, nowMs, isWord(what));
  const doubted = { ...withUnknownOffset(session), refusals };
  const isSaidTwice = isAsked && isWord(what) && refusals.words > 1;
  if (!isLasting(refusals, nowMs) && !isSaidTwice) return failed(doubted, null, describeRefusal(what));
  if (what.kind === 'gone' && canBeCreatedAgain(session)) return createdAgain(session);
  return problem(doubted, afterTotal(session, what));
}

/** Whether only the upload server says so, or asking more often does harm: each try creates another upload. */
function isWord(what: Problem): boolean {
  return what.kind === 'bad-location' || what.kind === 'cancelled' || (what.kind === 'gone' && what.status === 410);
}

function describeRefusal(what: Problem): Message {
  switch (what.kind) {
    case 'used':
    case 'beyond-sent':
      return { id: 'upload.claimsMore' };
    case 'finished-early':
      return { id: 'upload.claimsFinished' };
    case 'went-backwards':
      return { id: 'upload.claimsLess' };
    case 'bad-location':
      return { id: 'upload.badLocation' };
    default:
      return 'status' in what ? { id: 'upload.serverAnswered', status: what.status } : { id: 'upload.refused' };
  }
}

/** One more answer that may be that of something in between, or of a bad minute. */
export function withDoubt(session: Session, nowMs: number): Session {
  return { ...session, refusals: oneMore(session.refusals, nowMs) };
}

/** A refusal after the last byte was sent may hide a complete upload: sending it again would duplicate it. */
function afterTotal({ totalTaken }: Session, what: Problem): Problem {
  const mayBeComplete = what.kind === 'gone' || what.kind === 'forbidden' || what.kind === 'refused';
  return totalTaken && mayBeComplete ? { kind: 'may-be-complete', status: what.status } : what;
}

/** Our own upload at an endpoint, which its server has forgotten, for example because it expired. */
function canBeCreatedAgain({ endpoint, url, totalTaken, ackedBytes, furthestBytes, deadUploads }: Session): boolean {
  const isWorthIt = ackedBytes > furthestBytes || deadUploads < MAX_DEAD_UPLOADS;
  return endpoint !== null && url !== null && !totalTaken && isWorthIt;
}

function createdAgain(dead: Session): Lesson {
  const { endpoint, protocolState, ackedBytes, pieceLimitBytes, passedPieces } = dead;
  const fresh = sessionToCreate(endpoint ?? '', protocolState.needsLength);
  const deadUploads = ackedBytes > dead.furthestBytes ? 1 : dead.deadUploads + 1;
  const furthestBytes = Math.max(ackedBytes, dead.furthestBytes);
  return known({ ...fresh, deadUploads, furthestBytes, pieceLimitBytes, passedPieces }, { id: 'upload.createdAgain' });
}

/** 413: something on the way refuses requests of this size. Smaller ones may pass. */
export function tooLarge(session: Session, purpose: Purpose, status: number, rule: ChunkRule, nowMs: number): Lesson {
  const bytes = purpose.kind === 'send' ? purpose.range.end - purpose.range.start : 0;
  if (bytes === 0 || session.whole) return refusedBy(session, { kind: 'too-large', status }, false, nowMs);
  if (bytes <= rule.minBytes) return refusedBy(session, { kind: 'piece-too-large', status }, false, nowMs);
  const pieceLimitBytes = pieceWithin(rule, bytes / 2);
  return known(
    { ...withUnknownOffset(session), pieceLimitBytes, passedPieces: null },
    { id: 'upload.smallerPieces', requestBytes: bytes, status, pieceBytes: pieceLimitBytes },
  );
}
