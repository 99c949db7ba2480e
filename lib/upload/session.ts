import { assertNever } from '../recording/assert-never.ts';
import { type ByteRange, nextChunk, type Supply } from './chunks.ts';
import type { Problem } from './problem.ts';
import type { Answer, Digest, Outcome, Purpose } from './protocol.ts';

/**
 * What is known of one upload to one URL. Plain data: it is kept in the catalog and survives the browser.
 * `ackedBytes ≤ sentBytes` always.
 */
export interface Session {
  /** Where bytes go; null until the server has created it. */
  readonly url: string | null;
  /** Where a session is created; null when the upload URL is one already. */
  readonly endpoint: string | null;
  /**
   * Whether this address is known to hold a resumable session: by its look, by the word of the server that minted it, or by
   * what it has answered. Any other is never asked where it stands: the question is an empty `PUT`, which a plain file
   * server takes for an empty file.
   */
  readonly resumable: boolean;
  /** The person says that the address takes pieces, whatever it looks like. */
  readonly takesPieces: boolean;
  /** The recording is sent as one file, from its first byte, in one request. */
  readonly whole: boolean;
  /** The server takes the length only at the start: so nothing can be sent before the recording ends. */
  readonly needsLength: boolean;
  /** Whether the server has been told the final length, and took it. */
  readonly lengthAtServer: boolean;
  /** The server holds `[0, ackedBytes)`, by its word or, where it never says, by not having objected. */
  readonly ackedBytes: number;
  /** The part of `ackedBytes` for which there is the server's own word. */
  readonly confirmedBytes: number;
  /** The end of the furthest byte that may have reached the server. */
  readonly sentBytes: number;
  /** Whether this server has ever said how much it holds. */
  readonly reports: boolean;
  /** Whether it answers status queries; null until one was answered. */
  readonly queryable: boolean | null;
  /** Whether `ackedBytes` is where the server stands. After a failure of unknown effect it is not: ask first. */
  readonly offsetKnown: boolean;
  /** Whether a request that named the total may have reached the server. */
  readonly totalNamed: boolean;
  /** The end of a piece that was answered like a whole upload, while it is being found out what that meant. */
  readonly acceptedEnd: number | null;
  /** Whether the server is known to take pieces with a plain success and no 308. */
  readonly plain: boolean;
  /** Failures in a row without progress. */
  readonly failures: number;
  /** Offset disagreements in a row without progress. */
  readonly resyncs: number;
  /** How often everything since the last confirmed byte had to be sent again, because the server never reports. */
  readonly rewinds: number;
  readonly end: SessionEnd | null;
}

/** How a session ended for good. */
export type SessionEnd =
  | { readonly kind: 'complete'; readonly storedBytes: number | null; readonly digests: readonly Digest[] }
  | { readonly kind: 'problem'; readonly problem: Problem };

/** What to do next. The two waits end when there is more to send, or the recording has ended. */
export type Action =
  | { readonly kind: 'request'; readonly purpose: Purpose }
  | { readonly kind: 'wait-for-bytes' }
  | { readonly kind: 'wait-for-seal' }
  | { readonly kind: 'ended'; readonly end: SessionEnd };

/** What a request taught: the session as it is now, and what the person may want to know. */
export interface Lesson {
  readonly session: Session;
  /** Not null when the next request must wait for a retry delay. */
  readonly failure: { readonly retryAfterMs: number | null; readonly reason: string } | null;
  /** A line for the log; null when there is nothing worth saying. */
  readonly note: string | null;
}

/** A server that takes no pieces. The upload begins again, as one file. */
const WHOLE_FILES: SessionEnd = { kind: 'problem', problem: { kind: 'takes-whole-files' } };

const MAX_RESYNCS = 3;
const MAX_REWINDS = 2;

const FRESH = {
  resumable: true,
  takesPieces: false,
  whole: false,
  lengthAtServer: false,
  ackedBytes: 0,
  confirmedBytes: 0,
  sentBytes: 0,
  reports: false,
  queryable: null,
  totalNamed: false,
  acceptedEnd: null,
  plain: false,
  failures: 0,
  resyncs: 0,
  rewinds: 0,
  end: null,
} as const;

/** A session that exists at the server and that nothing was sent to yet: the status query comes first. */
export function newSession(url: string): Session {
  return { ...FRESH, url, endpoint: null, needsLength: false, offsetKnown: false };
}

/**
 * An address that may hold a session or be a plain file's: nothing but the recording itself is sent to it, piece by piece.
 * `takesPieces`: the person says that it takes them.
 */
export function unknownSession(url: string, takesPieces: boolean): Session {
  return { ...newSession(url), resumable: false, takesPieces, offsetKnown: true };
}

/** An address that takes a whole file, once its length is known. */
export function wholeSession(url: string): Session {
  return { ...newSession(url), resumable: false, whole: true, needsLength: true, offsetKnown: true };
}

/** A session that is still to be created at `endpoint`. */
export function sessionToCreate(endpoint: string, needsLength: boolean): Session {
  return { ...FRESH, url: null, endpoint, needsLength, offsetKnown: true };
}

/**
 * A saved session, taken up again after its writer died: the server has to be asked. Whether anything was sent at all, and
 * whether the total was named, is known, because it is saved before it happens; if so, any byte that was on disk may have
 * been sent.
 */
export function resumeSession(saved: Session, spooledBytes: number): Session {
  const resumed: Session = {
    ...saved,
    sentBytes: saved.sentBytes === 0 ? 0 : spooledBytes,
    offsetKnown: saved.url === null || !saved.resumable,
    failures: 0,
    resyncs: 0,
  };
  if (saved.end !== null || saved.ackedBytes <= spooledBytes) return resumed;
  const reportedBytes = saved.ackedBytes;
  return {
    ...resumed,
    end: { kind: 'problem', problem: { kind: 'beyond-sent', reportedBytes, sentBytes: spooledBytes } },
  };
}

/** What to do next with what there is to send. */
export function decide(session: Session, supply: Omit<Supply, 'ackedBytes'>): Action {
  if (session.end !== null) return { kind: 'ended', end: session.end };
  if (session.needsLength && supply.sealedBytes === null) return { kind: 'wait-for-seal' };
  if (session.url === null) {
    // With the first byte the recorder is known to run, and what it makes.
    if (supply.spooledBytes === 0) return { kind: 'wait-for-bytes' };
    return { kind: 'request', purpose: { kind: 'create', totalBytes: supply.sealedBytes } };
  }
  if (!session.offsetKnown) return { kind: 'request', purpose: { kind: 'query' } };
  const { sealedBytes } = supply;
  if (sealedBytes !== null && sealedBytes > 0 && session.ackedBytes === sealedBytes) {
    // Also that is an empty `PUT`. Nothing here can be told from a file that lost its last piece: it is sent whole.
    if (!session.resumable) return { kind: 'ended', end: WHOLE_FILES };
    return { kind: 'request', purpose: { kind: 'finalize', totalBytes: sealedBytes } };
  }
  const chunkBytes = session.whole ? Number.POSITIVE_INFINITY : supply.chunkBytes;
  const next = nextChunk({ ...supply, chunkBytes, ackedBytes: session.ackedBytes });
  if (next === null) return { kind: 'wait-for-bytes' };
  return { kind: 'request', purpose: { kind: 'send', range: next.range, last: next.last } };
}

/** The session as it must be remembered before a request leaves: what it carries may reach the server. */
export function beforeRequest(session: Session, purpose: Purpose): Session {
  switch (purpose.kind) {
    case 'create':
    case 'query':
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
 * Whether `next` knows nothing beyond `now` but how far the server is, by its own word. It says so again when it is
 * asked, if it answers, so that may be forgotten in a crash.
 */
export function isOnlyFurther(now: Session, next: Session): boolean {
  if (!next.reports || next.queryable !== true || next.ackedBytes !== next.confirmedBytes) return false;
  const { ackedBytes, confirmedBytes, sentBytes, offsetKnown, failures, resyncs } = now;
  const asBefore: Session = { ...next, ackedBytes, confirmedBytes, sentBytes, offsetKnown, failures, resyncs };
  const keys = Object.keys(now) as (keyof Session)[];
  return (sentBytes === 0) === (next.sentBytes === 0) && keys.every((key) => asBefore[key] === now[key]);
}

/** The request ended without an answer: what it did is unknown. */
export function learnFromFailure(session: Session, reason: string): Lesson {
  return failed(withUnknownOffset(session), null, reason);
}

/** The request was cut off on purpose (pause, no network): what it did is unknown, but it is nobody's failure. */
export function learnFromInterruption(session: Session): Session {
  return withUnknownOffset(session);
}

/** Nobody knows where the server stands: it is asked next, if it can be. */
function withUnknownOffset(session: Session): Session {
  return { ...session, offsetKnown: session.url === null || session.queryable === false || !session.resumable };
}

/** What an answer teaches. */
export function learn(
  session: Session,
  purpose: Purpose,
  outcome: Outcome,
  answer: Pick<Answer, 'status' | 'truncated'>,
  sealedBytes: number | null,
): Lesson {
  const asked = purpose.kind === 'query' && outcome.kind !== 'retry' && outcome.kind !== 'not-queryable';
  const seen = !session.whole && showsSession(outcome, answer.status) ? { ...session, resumable: true } : session;
  const known = asked ? { ...seen, queryable: true } : seen;
  switch (outcome.kind) {
    case 'created':
      return created(known, purpose, outcome.location);
    case 'stored': {
      const { storedBytes, lengthBytes } = outcome;
      // A length that is not the recording's: this upload can never be finished.
      if (typeof lengthBytes === 'number' && lengthBytes !== sealedBytes) {
        return problem(known, { kind: 'fixed-length', lengthBytes });
      }
      return stored(withLength(known, purpose, lengthBytes), purpose, storedBytes);
    }
    case 'unreported':
      return unreported(known, purpose);
    case 'accepted':
      return accepted(known, purpose);
    case 'complete':
      // The status line counts, but what the body says of size and checksum is worth a question, where one is answered.
      if (answer.truncated && purpose.kind !== 'query' && session.resumable && session.queryable !== false) {
        return resynchronised(known, 'The connection broke in the middle of the answer.');
      }
      return complete(known, purpose, outcome, sealedBytes);
    case 'resynchronise':
      return resynchronised(known, 'The server expects another offset.');
    case 'retry':
      return failed(withUnknownOffset(known), outcome.afterMs, outcome.reason);
    case 'not-queryable':
      return notQueryable(known, outcome.status);
    case 'final':
      return refusesRanges(known, purpose, answer.status)
        ? { session: { ...known, end: WHOLE_FILES }, failure: null, note: null }
        : problem(known, outcome.problem);
    default:
      return assertNever(outcome);
  }
}

/**
 * Whether the answer is how a file server says that it takes no parts of files: 400, as HTTP has it, or 501, as nginx does.
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-partial-put
 */
function refusesRanges({ resumable, takesPieces, whole }: Session, { kind }: Purpose, status: number): boolean {
  return kind === 'send' && !resumable && !takesPieces && !whole && (status === 400 || status === 501);
}

/** Whether only a server with a resumable session answers so. */
function showsSession({ kind }: Outcome, status: number): boolean {
  return status === 308 || kind === 'stored' || kind === 'unreported' || kind === 'resynchronise';
}

/** `location` is absolute by now. */
function created(session: Session, purpose: Purpose, location: string): Lesson {
  const lengthAtServer = purpose.kind === 'create' && purpose.totalBytes !== null;
  return progressed({ ...session, url: location, lengthAtServer, offsetKnown: true, reports: true, queryable: true });
}

/** Where the answer does not say whether the server has the length, it has what the request named. */
function withLength(session: Session, purpose: Purpose, lengthBytes: number | null | undefined): Session {
  if (lengthBytes !== undefined) return { ...session, lengthAtServer: lengthBytes !== null };
  const named = purpose.kind === 'finalize' || (purpose.kind === 'send' && purpose.last);
  return { ...session, lengthAtServer: session.lengthAtServer || named };
}

function stored(session: Session, purpose: Purpose, storedBytes: number): Lesson {
  if (session.sentBytes === 0 && storedBytes > 0) return problem(session, { kind: 'used' });
  if (storedBytes > session.sentBytes) {
    return problem(session, { kind: 'beyond-sent', reportedBytes: storedBytes, sentBytes: session.sentBytes });
  }
  if (storedBytes < session.confirmedBytes) {
    return problem(session, { kind: 'went-backwards', reportedBytes: storedBytes, ackedBytes: session.confirmedBytes });
  }
  const told: Session = {
    ...session,
    ackedBytes: storedBytes,
    confirmedBytes: storedBytes,
    reports: true,
    offsetKnown: true,
    acceptedEnd: null,
  };
  if (storedBytes > session.confirmedBytes) return progressed(told, partialNote(purpose, storedBytes));
  if (purpose.kind === 'query') return { session: told, failure: null, note: null };
  if (purpose.kind === 'finalize') return failed(told, null, 'The server holds every byte but does not finish.');
  return failed(told, null, 'The server stored nothing of what was sent.');
}

function partialNote(purpose: Purpose, storedBytes: number): string | null {
  if (purpose.kind !== 'send' || storedBytes >= purpose.range.end) return null;
  return `The server kept ${storedBytes - purpose.range.start} of ${purpose.range.end - purpose.range.start} bytes; going on from there.`;
}

/** 308 without a Range: nothing stored, or a server that never says. */
function unreported(session: Session, purpose: Purpose): Lesson {
  // A server that does report leaves Range out when it holds nothing. Before that is believed of a session that held
  // something, it is asked once more.
  if (session.reports) {
    if (purpose.kind === 'query' || session.confirmedBytes === 0) return stored(session, purpose, 0);
    return resynchronised(session, 'The server did not say how much it holds.');
  }
  switch (purpose.kind) {
    case 'create':
    case 'query': {
      const { acceptedEnd } = session;
      if (acceptedEnd !== null) return assume({ ...session, plain: true }, acceptedEnd);
      // It was asked because it had objected, and it does not say to what.
      if (session.resyncs > 0) return rewound(session);
      return { session: { ...session, offsetKnown: true }, failure: null, note: null };
    }
    case 'send':
      // 308 to the piece that named the total: it is not complete, and it does not say what is missing.
      return purpose.last ? rewound(session) : assume(session, purpose.range.end);
    case 'finalize':
      return rewound(session);
    default:
      return assertNever(purpose);
  }
}

/** Success to a piece that was not the last. Never "stored" without thought: a finished session discards the bytes. */
function accepted(session: Session, purpose: Purpose): Lesson {
  if (purpose.kind !== 'send') return failed(session, null, 'The server’s answer makes no sense.');
  // It has never shown a session, so it has most likely put this piece into the place of the file.
  if (!session.resumable && !session.takesPieces)
    return { session: { ...session, end: WHOLE_FILES }, failure: null, note: null };
  if (!session.reports && (session.plain || session.queryable === false || !session.resumable)) {
    return assume({ ...session, plain: true }, purpose.range.end);
  }
  return resynchronised(
    { ...session, acceptedEnd: purpose.range.end },
    'The server answered a piece like a whole upload.',
  );
}

function assume(session: Session, endBytes: number): Lesson {
  const first = session.ackedBytes === 0 || session.ackedBytes === session.confirmedBytes;
  return progressed(
    { ...session, ackedBytes: endBytes, offsetKnown: true, acceptedEnd: null },
    first ? 'This server does not say how much it holds; every piece it takes is counted as stored.' : null,
  );
}

function complete(
  session: Session,
  purpose: Purpose,
  outcome: Extract<Outcome, { kind: 'complete' }>,
  sealedBytes: number | null,
): Lesson {
  if (session.sentBytes === 0) return problem(session, { kind: 'used' });
  const { storedBytes, digests } = outcome;
  const finishedByUs = session.totalNamed || (storedBytes !== null && storedBytes === sealedBytes);
  if (purpose.kind === 'query' && !finishedByUs) {
    return problem(session, { kind: 'finished-early', ackedBytes: session.ackedBytes });
  }
  if (storedBytes !== null && sealedBytes !== null && storedBytes !== sealedBytes) {
    return problem(session, { kind: 'size-mismatch', reportedBytes: storedBytes, totalBytes: sealedBytes });
  }
  const end: SessionEnd = { kind: 'complete', storedBytes, digests };
  const ackedBytes = sealedBytes ?? session.ackedBytes;
  return progressed({ ...session, ackedBytes, offsetKnown: true, end });
}

/** Where does the server stand? Ask; where it does not answer that, go back to the last byte it confirmed. */
function resynchronised(session: Session, reason: string): Lesson {
  const asking: Session = { ...session, offsetKnown: false, resyncs: session.resyncs + 1 };
  if (asking.resyncs > MAX_RESYNCS) return failed(asking, null, reason);
  if (session.queryable !== false) return { session: asking, failure: null, note: reason };
  return rewound(session);
}

function notQueryable(session: Session, status: number): Lesson {
  // It used to answer this question: so 404 now means that the session is gone.
  if (session.queryable === true) {
    if (status === 404) return problem(session, { kind: 'gone', status });
    return failed(session, null, `The server answered ${status} to a question it used to answer.`);
  }
  const known: Session = { ...session, queryable: false, offsetKnown: true };
  if (session.acceptedEnd !== null) return assume({ ...known, plain: true }, session.acceptedEnd);
  return { session: known, failure: null, note: `The server does not answer status queries (${status}).` };
}

/** The server disagrees and cannot be asked: back to its last own word. Costs time, never data. */
function rewound(session: Session): Lesson {
  // Nothing was taken for stored without its word, so there is nothing to take back: it has stored nothing more.
  if (session.ackedBytes === session.confirmedBytes) {
    const asBefore: Session = { ...session, offsetKnown: true, acceptedEnd: null, resyncs: 0 };
    return failed(asBefore, null, 'The server stored nothing of what was sent.');
  }
  if (session.rewinds >= MAX_REWINDS) return problem(session, { kind: 'never-completes' });
  return {
    session: {
      ...session,
      ackedBytes: session.confirmedBytes,
      offsetKnown: true,
      acceptedEnd: null,
      // Its objection is dealt with: the next question is asked for another reason.
      resyncs: 0,
      rewinds: session.rewinds + 1,
    },
    failure: null,
    note: `The server does not say what it is missing; sending again from byte ${session.confirmedBytes}.`,
  };
}

function progressed(session: Session, note: string | null = null): Lesson {
  return { session: { ...session, failures: 0, resyncs: 0 }, failure: null, note };
}

function failed(session: Session, retryAfterMs: number | null, reason: string): Lesson {
  return { session: { ...session, failures: session.failures + 1 }, failure: { retryAfterMs, reason }, note: null };
}

function problem(session: Session, what: Problem): Lesson {
  return { session: { ...session, end: { kind: 'problem', problem: what } }, failure: null, note: null };
}

/** Bytes in flight, for progress: what was confirmed plus what has left this machine of the request under way. */
export function sentWithin(range: ByteRange, progressBytes: number): number {
  return range.start + Math.min(progressBytes, range.end - range.start);
}
