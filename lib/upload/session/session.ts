import type { Message } from '../../recording/message.ts';
import type { Digest } from '../protocols/protocol.ts';
import { NOTHING_REMEMBERED, type ProtocolState } from '../protocols/protocol-state.ts';
import type { Doubts } from './doubts.ts';
import { type Problem, problemMessage } from './problem.ts';

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
  /**
   * Whether it was asked, or created here, before the first byte: then nobody else's bytes are in it. Of an address that may
   * not be asked nobody knows, even when it turns out to hold a session.
   */
  readonly wasEmpty: boolean;
  /** The person says that the address takes pieces, whatever it looks like. */
  readonly takesPieces: boolean;
  /** The recording is sent as one file, from its first byte, in one request. */
  readonly whole: boolean;
  /** It is, only because nobody may look at what is there. */
  readonly guessed: boolean;
  /** What its protocol remembers of it. */
  readonly protocolState: ProtocolState;
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
  /** Whether such a request may have been carried out: no answer to it has said that it was not. */
  readonly totalTaken: boolean;
  /** Whether the last such request was refused: then an offset at the end is no word that the upload is complete. */
  readonly finishRefused: boolean;
  /** Whether the server called it complete without naming size or checksum: it is asked once more. */
  readonly claimed: boolean;
  /**
   * Why what called it complete may not have been the server: it was a web page, or its words say nothing of the file. Then
   * nothing but the size of what is there makes it complete. Null: there is no reason.
   */
  readonly suspect: 'page' | 'words' | null;
  /** The end of a piece that was answered like a whole upload, while it is being found out what that meant. */
  readonly acceptedEnd: number | null;
  /** Whether the server is known to take pieces with a plain success and no 308. */
  readonly plain: boolean;
  /** Whether it does so in words that say nothing about the file, and has done so for long enough to be believed. */
  readonly answersInWords: boolean;
  /** How many pieces were counted as stored without the server's word, and how long the last one was. */
  readonly assumedPieces: number;
  readonly lastPieceBytes: number;
  /** Whether HEAD was tried for what a server without a word keeps of the pieces. */
  readonly measured: boolean;
  /** The largest piece that gets through; null: as large as they are set. */
  readonly pieceLimitBytes: number | null;
  /**
   * How many pieces of that size have passed where it is only a guess, because larger ones had broken off: a link may get
   * better. Null where something on the way said it: its limit stays as it is.
   */
  readonly passedPieces: number | null;
  /** Pieces that broke off without an answer, without progress between them. */
  readonly brokenPieces: number;
  /** Answers in a row by which less than 256 KiB of a larger piece was stored. */
  readonly crumbs: number;
  /** Refusals, and other answers that are doubted, without progress between them; `sinceMs` is when the first came, by a clock that never jumps. */
  readonly refusals: Doubts | null;
  /** How many uploads at the endpoint died in a row without getting further than one before, and how far that was. */
  readonly deadUploads: number;
  readonly furthestBytes: number;
  /** What was wrong with the whole upload when it was last compared: only a word to the contrary makes it complete. */
  readonly distrust: Problem | null;
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
  /** Everything was sent and answered with success, but nothing confirms that the server has all of it. */
  | { readonly kind: 'unconfirmed' }
  | { readonly kind: 'problem'; readonly problem: Problem };

/** What is said of an upload that has ended without being complete. */
export function endMessage(end: Exclude<SessionEnd, { kind: 'complete' }>): Message {
  return end.kind === 'problem' ? problemMessage(end.problem) : { id: 'problem.unconfirmed' };
}

/** A server that takes no pieces. The upload begins again, as one file. */
export const WHOLE_FILES: SessionEnd = { kind: 'problem', problem: { kind: 'takes-whole-files' } };

const FRESH = {
  resumable: true,
  wasEmpty: true,
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

/** A session that exists at the server and that nothing was sent to yet: the status query comes first. */
export function newSession(url: string): Session {
  return { ...FRESH, url, endpoint: null, offsetKnown: false };
}

/**
 * An address that may hold a session or be a plain file's: nothing but the recording itself is sent to it, piece by piece.
 * `takesPieces`: the person says that it takes them.
 */
export function unknownSession(url: string, takesPieces: boolean): Session {
  return { ...newSession(url), resumable: false, wasEmpty: false, takesPieces, offsetKnown: true };
}

/** An address that takes a whole file, once its length is known. `guessed`: as far as anyone can know. */
export function wholeSession(url: string, guessed = false): Session {
  const protocolState = { ...NOTHING_REMEMBERED, needsLength: true };
  return { ...newSession(url), resumable: false, whole: true, guessed, protocolState, offsetKnown: true };
}

/** A session that is still to be created at `endpoint`. `needsLength` null: whether only with its length is not known. */
export function sessionToCreate(endpoint: string, needsLength: boolean | null): Session {
  const protocolState = { ...NOTHING_REMEMBERED, needsLength };
  return { ...FRESH, url: null, endpoint, protocolState, offsetKnown: true };
}
