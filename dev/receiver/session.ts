import type { ContentRange } from './content-range-header.ts';
import { CHUNK_UNIT_BYTES, type Dialect } from './dialect.ts';

/**
 * What the server knows about an upload. `[0, heldBytes)` is stored; `totalBytes` is null until a request states it.
 */
export interface SessionState {
  readonly phase: 'open' | 'complete' | 'cancelled';
  readonly heldBytes: number;
  readonly totalBytes: number | null;
}

/** An upload that nothing is known about yet. */
export const NEW_SESSION: SessionState = { phase: 'open', heldBytes: 0, totalBytes: null };

/** Something a careful client never does, or that happened to the file. */
export type JournalKind =
  /** Bytes were sent to a finished session and thrown away. */
  | 'discarded'
  /** A chunk began before the end of what was held. */
  | 'overlap'
  /** The bytes sent again weren't the bytes held. */
  | 'overlap-mismatch'
  /** Two requests sent bytes at the same time. */
  | 'concurrent-writers'
  /** A chunk began past the end of what was held. */
  | 'gap'
  /** A request broke a rule of the protocol. */
  | 'refused'
  /** At startup, the file was shorter than what had been acknowledged. */
  | 'bytes-lost';

/** A journal entry without a time yet. */
export interface Note {
  readonly kind: JournalKind;
  readonly detail: string;
}

/** A chunk to store: the body is `[start, end)`, and its first `skipBytes` are already held. */
export interface StorePlan {
  readonly start: number;
  readonly end: number;
  readonly skipBytes: number;
  readonly totalBytes: number | null;
}

/** What to do with a request. */
export type Decision =
  | { readonly kind: 'acknowledge'; readonly state: SessionState; readonly note: Note | null }
  | { readonly kind: 'refuse'; readonly status: number; readonly sentence: string; readonly note: Note | null }
  | { readonly kind: 'store'; readonly plan: StorePlan; readonly note: Note | null };

/** A complete HTTP answer. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Decides what to do with a PUT before its body is read.
 * @param range null when the request has no readable Content-Range.
 * @param bodyBytes the Content-Length; null when the request doesn't say.
 */
export function decide(
  state: SessionState,
  range: ContentRange | null,
  bodyBytes: number | null,
  dialect: Dialect,
): Decision {
  if (state.phase === 'cancelled')
    return { kind: 'refuse', status: 499, sentence: 'The upload was cancelled.', note: null };
  if (range === null) return refuse(400, 'The request has no Content-Range that can be read.');
  if (range.kind === 'query') return decideQuery(state, range.total, bodyBytes, dialect);
  return decideChunk(state, range, bodyBytes, dialect);
}

function decideQuery(state: SessionState, total: number | null, bodyBytes: number | null, dialect: Dialect): Decision {
  if (bodyBytes !== null && bodyBytes > 0) return refuse(400, 'A status query has no body.');
  const answers = total === null ? dialect.answersQuery : dialect.answersFinalize;
  if (answers !== true) return { kind: 'refuse', status: answers, sentence: 'Not a known request.', note: null };
  if (dialect.plain && total === null) {
    return { kind: 'refuse', status: 400, sentence: 'Not a known request.', note: null };
  }
  if (state.phase === 'complete' || total === null) return { kind: 'acknowledge', state, note: null };
  const conflict = totalConflict(state, total);
  if (conflict !== null) return refuse(400, conflict);
  return { kind: 'acknowledge', state: completedIfWhole({ ...state, totalBytes: total }), note: null };
}

function decideChunk(
  state: SessionState,
  range: ContentRange & { kind: 'bytes' },
  bodyBytes: number | null,
  dialect: Dialect,
): Decision {
  const { start, end, total } = range;
  const lengthBytes = end - start;
  if (state.phase === 'complete') {
    const note: Note = { kind: 'discarded', detail: `[${start}, ${end}) was sent to a finished session` };
    return { kind: 'acknowledge', state, note };
  }
  if (bodyBytes !== null && bodyBytes !== lengthBytes) {
    return refuse(400, `The range has ${lengthBytes} bytes, but the body has ${bodyBytes}.`);
  }
  const conflict = total === null ? null : totalConflict(state, total);
  if (conflict !== null) return refuse(400, conflict);
  const knownTotal = total ?? state.totalBytes;
  if (knownTotal !== null && end > knownTotal) {
    return refuse(400, `The range ends at ${end}, past the total of ${knownTotal}.`);
  }
  if (end !== knownTotal && lengthBytes % CHUNK_UNIT_BYTES !== 0 && !dialect.plain) {
    return refuse(
      400,
      `A chunk that is not the last must be a multiple of 256 KiB, but this one has ${lengthBytes} bytes.`,
    );
  }
  if (start > state.heldBytes) {
    const sentence = `Invalid request: the offset ${start} exceeds already uploaded size of ${state.heldBytes}.`;
    return { kind: 'refuse', status: dialect.refusesGapWith, sentence, note: { kind: 'gap', detail: sentence } };
  }
  const plan = { start, end, skipBytes: Math.min(state.heldBytes, end) - start, totalBytes: total };
  if (plan.skipBytes === 0) return { kind: 'store', plan, note: null };
  const note: Note = { kind: 'overlap', detail: `[${start}, ${end}) was sent when ${state.heldBytes} bytes were held` };
  if (dialect.allowOverlap) return { kind: 'store', plan, note };
  return { kind: 'refuse', status: 416, sentence: `The next byte is ${state.heldBytes}.`, note };
}

/**
 * The state after a chunk's body has been read.
 * @param keptBytes how many bytes from the start of the body were stored or already held.
 * @param ending `cut` when the request broke off; `withheld` when all is kept but the session mustn't complete yet.
 */
export function settle(
  state: SessionState,
  plan: StorePlan,
  keptBytes: number,
  ending: 'whole' | 'cut' | 'withheld',
  dialect: Dialect,
): SessionState {
  if (state.phase !== 'open') return state;
  const reached = plan.start + keptBytes;
  const kept = ending === 'cut' ? keptAfterAbort(reached, dialect) : reached;
  const next: SessionState = {
    ...state,
    heldBytes: Math.max(state.heldBytes, kept),
    totalBytes: plan.totalBytes ?? state.totalBytes,
  };
  return ending === 'whole' ? completedIfWhole(next) : next;
}

/** The state after a DELETE; a finished upload stays. */
export function cancel(state: SessionState): SessionState {
  return state.phase === 'complete' ? state : { ...state, phase: 'cancelled' };
}

/** The state when the server restarts and finds a file of `fileBytes`. */
export function restore(state: SessionState, fileBytes: number, dialect: Dialect): SessionState {
  if (fileBytes < state.heldBytes) return { ...state, phase: 'open', heldBytes: fileBytes };
  if (state.phase !== 'open') return state;
  return { ...state, heldBytes: Math.max(state.heldBytes, keptAfterAbort(fileBytes, dialect)) };
}

/**
 * The answer that tells how far the upload is.
 * @param claimedBytes how much it claims is held: the truth unless a fault makes the server lie.
 */
export function acknowledge(state: SessionState, dialect: Dialect, claimedBytes = state.heldBytes): Answer {
  if (state.phase === 'complete') {
    return {
      status: dialect.finalStatus,
      headers: { 'content-type': 'application/json', 'x-goog-stored-content-length': String(claimedBytes) },
      body: JSON.stringify({ size: claimedBytes }),
    };
  }
  if (dialect.plain) return { status: 200, headers: {}, body: '' };
  const tells = dialect.reportsRange === 'always' && claimedBytes > 0;
  return { status: 308, headers: tells ? { range: `bytes=0-${claimedBytes - 1}` } : {}, body: '' };
}

/**
 * The answer to HEAD: tells clients that ask before they send anything that this is a session, and how far it is. A
 * complete one is a file with a length.
 */
export function standing(state: SessionState, dialect: Dialect): Pick<Answer, 'status' | 'headers'> {
  const { phase, heldBytes } = state;
  if (phase === 'cancelled') return { status: 499, headers: {} };
  if (phase === 'complete' || dialect.plain) return { status: 200, headers: { 'content-length': String(heldBytes) } };
  if (dialect.answersQuery !== true || dialect.reportsRange === 'never') return { status: 405, headers: {} };
  // When nothing is held, the range is written the way @uploadx/core writes it.
  return { status: 204, headers: { range: `bytes=0-${heldBytes - 1}` } };
}

function refuse(status: number, sentence: string): Decision {
  return { kind: 'refuse', status, sentence, note: { kind: 'refused', detail: sentence } };
}

function totalConflict(state: SessionState, total: number): string | null {
  if (state.totalBytes !== null && total !== state.totalBytes) {
    return `The total was ${state.totalBytes}, and cannot become ${total}.`;
  }
  if (total < state.heldBytes) return `The total is ${total}, but ${state.heldBytes} bytes are held.`;
  return null;
}

function completedIfWhole(state: SessionState): SessionState {
  return state.heldBytes === state.totalBytes ? { ...state, phase: 'complete' } : state;
}

function keptAfterAbort(reachedBytes: number, dialect: Dialect): number {
  return dialect.onAbort === 'keep-bytes' ? reachedBytes : reachedBytes - (reachedBytes % CHUNK_UNIT_BYTES);
}
