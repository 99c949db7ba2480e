import type { Message } from '../../recording/message.ts';
import type { Digest } from '../protocols/protocol.ts';
import { NOTHING_REMEMBERED, type ProtocolState } from '../protocols/protocol-state.ts';
import type { Doubts } from './doubts.ts';
import { type Problem, problemMessage } from './problem.ts';

/**
 * What is known about one upload to one URL. Plain data, stored in the catalog; it survives the browser. `ackedBytes ≤
 * sentBytes` always.
 */
export interface Session {
  /** Where bytes go; null until the server has created it. */
  readonly url: string | null;
  /** Where a session is created; null when the upload URL is one already. */
  readonly endpoint: string | null;
  /**
   * Whether this address is known to hold a resumable session: by its look, by what its minting endpoint said, or by
   * its answers. No other address gets a status query: that is an empty `PUT`, which a plain file server would store as
   * an empty file.
   */
  readonly resumable: boolean;
  /**
   * Whether it was asked, or created by us, before the first byte: then it has nobody else's bytes. For an address that
   * may not be asked this is unknown, even when it turns out to be a session.
   */
  readonly wasEmpty: boolean;
  /** Whether its answer to `HEAD` showed that it is a session: then only something in between refuses `HEAD` later. */
  readonly answersHead: boolean;
  /** You said that the address takes pieces, whatever it looks like. */
  readonly takesPieces: boolean;
  /** The recording is sent as one file, from its first byte, in one request. */
  readonly whole: boolean;
  /** Only because nothing can be seen there. */
  readonly guessed: boolean;
  /** The protocol's state. */
  readonly protocolState: ProtocolState;
  /** The server has `[0, ackedBytes)`: it said so or, if it never reports, it didn't object. */
  readonly ackedBytes: number;
  /** The part of `ackedBytes` that the server itself reported. */
  readonly confirmedBytes: number;
  /** The end of the furthest byte that may have reached the server. */
  readonly sentBytes: number;
  /** Whether this server has ever reported how much it has. */
  readonly reports: boolean;
  /** Whether it answers status queries; null until it did. */
  readonly queryable: boolean | null;
  /** Whether `ackedBytes` is the server's offset. Not after a failure of unknown effect: ask first. */
  readonly offsetKnown: boolean;
  /** Whether a request that named the total may have reached the server. */
  readonly totalNamed: boolean;
  /** Whether such a request may have been carried out: no answer has ruled it out. */
  readonly totalTaken: boolean;
  /** Whether the last such request was refused: then an offset at the end doesn't mean complete. */
  readonly finishRefused: boolean;
  /** Whether the server called it complete without a size or checksum: then it is asked once more. */
  readonly claimed: boolean;
  /**
   * Why the answer that called it complete may not be the server's: it was a web page, or its body says nothing about
   * the file. Then only the size of what is there can complete it. Null: no doubt.
   */
  readonly suspect: 'page' | 'words' | null;
  /**
   * What is known about a session that was called complete twice without size or checksum: something in between may say yes to
   * everything. `heard`: `HEAD` comes next. `doubted`: a probe comes next, because it wasn't refused, or without it. `checked`: it isn't so. Null: it wasn't
   * said twice.
   */
  readonly bareYes: 'heard' | 'doubted' | 'checked' | null;
  /** Whether a success has turned out to be none, or would have been given to anything: something in between says yes. */
  readonly deceived: boolean;
  /** How probes failed, or were refused where one refusal isn't enough, since anything else was heard; null: none did. */
  readonly failedProbes: FailedProbes | null;
  /** The end of a piece that was answered like a whole upload, until it's known what that meant. */
  readonly acceptedEnd: number | null;
  /** Whether the server is known to accept pieces with a plain success instead of 308. */
  readonly plain: boolean;
  /** Whether it does so with a body that says nothing about the file, and for long enough to be believed. */
  readonly answersInWords: boolean;
  /** How many pieces were assumed stored without the server reporting it, and how long the last one was. */
  readonly assumedPieces: number;
  readonly lastPieceBytes: number;
  /** Whether HEAD was used to see what a silent server does with pieces. */
  readonly measured: boolean;
  /** The largest piece that gets through; null: the chunk size. */
  readonly pieceLimitBytes: number | null;
  /**
   * How many pieces of that size have passed, if it is only a guess after larger ones broke off: a link may get better.
   * Null when something on the way named the limit, which stays.
   */
  readonly passedPieces: number | null;
  /** Pieces in a row that broke off without an answer or progress. */
  readonly brokenPieces: number;
  /** Answers in a row by which less than 256 KiB of a larger piece was stored. */
  readonly crumbs: number;
  /** Refusals and other doubted answers in a row; `sinceMs`: when the first came, by a clock that never jumps. */
  readonly refusals: Doubts | null;
  /**
   * How many uploads at the endpoint died in a row without getting further than an earlier one, and how far that was.
   */
  readonly deadUploads: number;
  readonly furthestBytes: number;
  /** What the last comparison of the whole upload found wrong: only evidence to the contrary completes it. */
  readonly distrust: Problem | null;
  /** Failures in a row without progress. */
  readonly failures: number;
  /** Offset disagreements in a row without progress. */
  readonly resyncs: number;
  /** How often everything since the last confirmed byte was sent again, because the server never reports. */
  readonly rewinds: number;
  readonly end: SessionEnd | null;
}

/**
 * Probes in a row that failed in the same way, while the session was called complete before each; `sinceMs`: when the first
 * failed, by a clock that never jumps.
 */
export interface FailedProbes {
  readonly how: 'no answer' | 'error' | 'refused';
  readonly count: number;
  readonly sinceMs: number;
}

/** How a session ended for good. */
export type SessionEnd =
  | { readonly kind: 'complete'; readonly storedBytes: number | null; readonly digests: readonly Digest[] }
  /** Everything was sent and answered with success, but nothing confirms that the server has all of it. */
  | { readonly kind: 'unconfirmed' }
  | { readonly kind: 'problem'; readonly problem: Problem };

/** The message for an upload that ended without being complete. */
export function endMessage(end: Exclude<SessionEnd, { kind: 'complete' }>): Message {
  return end.kind === 'problem' ? problemMessage(end.problem) : { id: 'problem.unconfirmed' };
}

/** A server that takes no pieces: the upload starts again, as one file. */
export const WHOLE_FILES: SessionEnd = { kind: 'problem', problem: { kind: 'takes-whole-files' } };

const FRESH = {
  resumable: true,
  wasEmpty: true,
  answersHead: false,
  takesPieces: false,
  whole: false,
  guessed: false,
  protocolState: NOTHING_REMEMBERED,
  ackedBytes: 0,
  confirmedBytes: 0,
  sentBytes: 0,
  reports: false,
  queryable: null,
  totalNamed: false,
  totalTaken: false,
  finishRefused: false,
  claimed: false,
  suspect: null,
  bareYes: null,
  deceived: false,
  failedProbes: null,
  acceptedEnd: null,
  plain: false,
  answersInWords: false,
  assumedPieces: 0,
  lastPieceBytes: 0,
  measured: false,
  pieceLimitBytes: null,
  passedPieces: null,
  brokenPieces: 0,
  crumbs: 0,
  refusals: null,
  deadUploads: 0,
  furthestBytes: 0,
  distrust: null,
  failures: 0,
  resyncs: 0,
  rewinds: 0,
  end: null,
} as const;

/** A session that exists at the server and is still unused: the status query comes first. */
export function newSession(url: string): Session {
  return { ...FRESH, url, endpoint: null, offsetKnown: false };
}

/**
 * An address that may hold a session or be a plain file's: only the recording itself is sent to it, piece by piece.
 * `takesPieces`: you said that it takes them.
 */
export function unknownSession(url: string, takesPieces: boolean): Session {
  return { ...newSession(url), resumable: false, wasEmpty: false, takesPieces, offsetKnown: true };
}

/** An address that takes a whole file, once its length is known. `guessed`: as far as can be known. */
export function wholeSession(url: string, guessed = false): Session {
  const protocolState = { ...NOTHING_REMEMBERED, needsLength: true };
  return { ...newSession(url), resumable: false, whole: true, guessed, protocolState, offsetKnown: true };
}

/** A session still to be created at `endpoint`. `needsLength` null: unknown whether it needs the length. */
export function sessionToCreate(endpoint: string, needsLength: boolean | null): Session {
  const protocolState = { ...NOTHING_REMEMBERED, needsLength };
  return { ...FRESH, url: null, endpoint, protocolState, offsetKnown: true };
}
