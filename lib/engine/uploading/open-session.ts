import type { Clock } from '../../base/clock.ts';
import { assertNever } from '../../base/errors.ts';
import type { Message } from '../../recording/message.ts';
import type { Sending } from '../../recording/target.ts';
import type { Discovery, Interference } from '../../upload/protocols/detection.ts';
import { defaultProtocol, protocolNamed } from '../../upload/protocols/protocols.ts';
import { type Doubts, isLasting, oneMore } from '../../upload/session/doubts.ts';
import type { Problem } from '../../upload/session/problem.ts';
import {
  newSession,
  type Session,
  type SessionEnd,
  sessionToCreate,
  unknownSession,
  wholeSession,
} from '../../upload/session/session.ts';
import { retryMessage } from '../../upload/session/status.ts';
import { type Ask, discover } from '../../upload/url/discover.ts';
import { lookOf } from '../../upload/url/url-look.ts';
import { NO_ANSWER } from '../../upload/wire/transport.ts';
import type { Attempt } from './retry-loop.ts';

/** An upload's protocol and its session. */
export interface ProtocolSession {
  readonly protocol: string;
  readonly session: Session;
}

/** What opening an upload needs. */
export interface OpenPorts {
  /** How you want it sent; null: as found. */
  readonly sending: Sending | null;
  readonly clock: Pick<Clock, 'monotonicMs'>;
  readonly ask: Ask;
  /** Whether the recording has ended. Until then, asking again costs nothing. */
  isSealed(): boolean;
}

/** When to ask an address again that hides what it is, while the recording continues. */
const LOOK_AGAIN_MS = [30_000, 60_000, 120_000, 300_000] as const;
/** And after the recording has ended. */
const LAST_LOOK_MS = 2_000;

/**
 * Returns a function that makes one attempt per call to find out what an upload URL is. Nothing is changed at the
 * server. An answer that would end the upload, or delay it until Stop, isn't believed at once: it may come from a proxy
 * or a firewall.
 */
export function opener(
  url: string,
  { sending, clock, ask, isSealed }: OpenPorts,
): () => Promise<Attempt<ProtocolSession>> {
  let refusals: Doubts | null = null;
  let looks = 0;
  return async () => {
    const wasSealed = isSealed();
    const found = await discover(url, sending, ask);
    if (isRefusal(found)) {
      refusals = oneMore(refusals, clock.monotonicMs());
      if (!isLasting(refusals, clock.monotonicMs())) {
        return { kind: 'again', reason: refusalMessage(found), retryAfterMs: null };
      }
    } else refusals = null;
    const isHidden = found.kind === 'whole' && found.why === 'hidden';
    looks = isHidden ? looks + 1 : 0;
    if (isHidden && (!wasSealed || looks < 2)) {
      const delayMs = wasSealed ? LAST_LOOK_MS : (LOOK_AGAIN_MS[looks - 1] ?? LOOK_AGAIN_MS[3]);
      return { kind: 'later', link: { kind: 'after-stop' }, delayMs };
    }
    return attemptOf(url, sending, found);
  };
}

type Refusal =
  | Extract<Discovery, { kind: 'occupied' | 'no-uploads' }>
  | (Extract<Discovery, { kind: 'unknown' }> & { readonly unclear: true })
  | (Extract<Discovery, { kind: 'endpoint' }> & { readonly interference: Interference });

/**
 * Whether the address takes no recording if its server means it, or something else may have answered: an upload must
 * not be mistaken for an endpoint or a plain file.
 */
function isRefusal(found: Discovery): found is Refusal {
  if (found.kind === 'endpoint') return found.interference !== undefined;
  if (found.kind === 'unknown') return found.unclear === true;
  return found.kind === 'occupied' || found.kind === 'no-uploads';
}

function refusalMessage(found: Refusal): Message {
  if (found.kind === 'unknown') return { id: 'upload.answerUnexpected' };
  if (found.kind !== 'endpoint')
    return { id: found.kind === 'occupied' ? 'upload.claimsFile' : 'upload.claimsNoUploads' };
  const { status, redirectedTo } = found.interference;
  if (redirectedTo !== null) return elsewhereReason(redirectedTo);
  return status === null ? NO_ANSWER : { id: 'upload.serverAnswered', status };
}

function attemptOf(url: string, sending: Sending | null, found: Discovery): Attempt<ProtocolSession> {
  switch (found.kind) {
    case 'no-answer': {
      const reason = found.status === null ? NO_ANSWER : retryMessage(found.status);
      return { kind: 'again', reason, retryAfterMs: found.retryAfterMs };
    }
    case 'elsewhere':
      // A sign-in page goes away; an address that has moved is yours to correct.
      return { kind: 'again', reason: elsewhereReason(found.redirectedTo), retryAfterMs: null };
    default:
      return { kind: 'done', value: openSession(url, sending, found) };
  }
}

/** Opens a URL that gets the recording as one file, after Stop. `guessed`: the server lets nobody see what is there. */
export function openWhole(url: string, guessed = false): ProtocolSession {
  return { protocol: defaultProtocol('whole-file').name, session: wholeSession(url, guessed) };
}

/**
 * Opens a minted URL as the protocol that its endpoint named. Null when it named none, or one whose servers have to be asked
 * first.
 */
export function openMinted(url: string, protocol: string | null): ProtocolSession | null {
  const named = protocol === null ? null : protocolNamed(protocol);
  if (named === null || !named.opensMinted) return null;
  const session = named.sends === 'whole-file' ? wholeSession(url, false) : newSession(url);
  return { protocol: named.name, session };
}

/**
 * Whether an upload that was refused, or can't be confirmed, was based on a guess: a whole file where nothing could be seen, or
 * pieces where nothing showed a session. Something else may have answered the first look, so another one is worth it.
 */
export function wasMistaken({ guessed, whole, resumable, takesPieces }: Session, end: SessionEnd): boolean {
  if (end.kind === 'unconfirmed') return whole && guessed;
  const isGuess = whole ? guessed : !resumable && !takesPieces;
  return isGuess && end.kind === 'problem' && REFUSALS.has(end.problem.kind);
}

/**
 * Whether a whole file that was sent on a guess is too large for something on the way. The pieces of an upload may pass, if
 * the address now shows one.
 */
export function wasTooLarge({ guessed, whole }: Session, end: SessionEnd): boolean {
  return whole && guessed && end.kind === 'problem' && end.problem.kind === 'too-large';
}

const REFUSALS: ReadonlySet<Problem['kind']> = new Set(['refused', 'forbidden', 'gone', 'may-be-complete']);

function elsewhereReason(redirectedTo: string | null): Message {
  return redirectedTo === null
    ? { id: 'upload.webPageInBetween' }
    : { id: 'upload.everythingRedirected', redirectedTo };
}

/** The session to start with, given what was found out about the URL. */
function openSession(
  url: string,
  sending: Sending | null,
  found: Exclude<Discovery, { kind: 'no-answer' | 'elsewhere' }>,
): ProtocolSession {
  switch (found.kind) {
    case 'session':
    case 'upload':
      return { protocol: found.protocol, session: { ...newSession(url), answersHead: lookOf(url).kind !== 'session' } };
    case 'unknown':
      return { protocol: defaultProtocol('pieces').name, session: unknownSession(url, sending === 'while-recording') };
    case 'whole':
      return openWhole(url, found.why === 'hidden');
    case 'occupied':
      return { protocol: defaultProtocol('pieces').name, session: ended(url, { kind: 'used' }) };
    case 'unusable':
      return {
        protocol: defaultProtocol('whole-file').name,
        session: ended(url, { kind: 'unusable', reason: found.reason }),
      };
    case 'endpoint':
      return { protocol: found.protocol, session: sessionToCreate(url, found.needsLength) };
    case 'no-uploads':
      return { protocol: found.protocol, session: ended(url, { kind: 'not-an-upload' }) };
    default:
      return assertNever(found);
  }
}

/** Nothing shows that this address holds our session, so it is never asked as if it did. */
function ended(url: string, problem: Problem): Session {
  return { ...unknownSession(url, false), end: { kind: 'problem', problem } };
}

/**
 * Whether an upload ended before its session was ever used: the address didn't look like one that takes a recording. On
 * Try again, look at it again. One that is known to hold a session is asked instead: a look may show less, as that at a
 * minted URL does, and then bytes would be sent unasked to a session that may be somebody else's.
 */
export function endedAtTheDoor(session: Session): boolean {
  const { endpoint, resumable, sentBytes, queryable, reports, whole, end } = session;
  if (end !== null && wasMistaken(session, end)) return true;
  const isKnown = endpoint !== null || resumable || sentBytes > 0 || queryable !== null || reports || whole;
  return !isKnown && end?.kind === 'problem' && DOOR_PROBLEMS.has(end.problem.kind);
}

const DOOR_PROBLEMS: ReadonlySet<Problem['kind']> = new Set(['used', 'unusable', 'not-an-upload']);
