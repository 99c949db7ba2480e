import { nextChunk, type Supply } from '../chunks.ts';
import { type ChunkRule, pieceWithin } from '../protocols/chunk-rule.ts';
import type { Purpose } from '../protocols/protocol.ts';
import { mayAsk } from './lesson.ts';
import { type Session, type SessionEnd, WHOLE_FILES } from './session.ts';

/** What to do next. Both waits end when there is more to send or the recording has ended. */
export type Action =
  | { readonly kind: 'request'; readonly purpose: Purpose }
  | { readonly kind: 'wait-for-bytes' }
  | { readonly kind: 'wait-for-seal' }
  | { readonly kind: 'ended'; readonly end: SessionEnd };

/** After this many broken pieces, try smaller ones: some proxies cut off large requests. */
export const MAX_BROKEN_PIECES = 3;

/** Decides what to do next, with what is available to send. */
export function decide(session: Session, supply: Omit<Supply, 'ackedBytes'>): Action {
  if (session.end !== null) return { kind: 'ended', end: session.end };
  if (session.protocolState.needsLength && supply.sealedBytes === null) return { kind: 'wait-for-seal' };
  if (session.url === null) {
    // The first byte shows that the recorder runs, and its format.
    if (supply.spooledBytes === 0) return { kind: 'wait-for-bytes' };
    return { kind: 'request', purpose: { kind: 'create', totalBytes: supply.sealedBytes } };
  }
  if (session.claimed) {
    if (session.bareYes === 'doubted') return { kind: 'request', purpose: { kind: 'probe' } };
    const isToAsk = mayAsk(session) && session.bareYes !== 'heard';
    return { kind: 'request', purpose: { kind: isToAsk ? 'query' : 'measure' } };
  }
  if (session.plain && session.assumedPieces === 2 && !session.measured) {
    return { kind: 'request', purpose: { kind: 'measure' } };
  }
  if (!session.offsetKnown) return { kind: 'request', purpose: { kind: 'query' } };
  const { sealedBytes } = supply;
  if (sealedBytes !== null && sealedBytes > 0 && session.ackedBytes === sealedBytes) {
    // That is an empty `PUT`, too. It looks the same as a file that lost its last piece, so send the whole file.
    if (!session.resumable) return { kind: 'ended', end: WHOLE_FILES };
    return { kind: 'request', purpose: { kind: 'finalize', totalBytes: sealedBytes } };
  }
  const next = nextChunk({
    ...supply,
    chunkBytes: pieceBytes(session, supply),
    ackedBytes: session.ackedBytes,
  });
  if (next === null) return { kind: 'wait-for-bytes' };
  return { kind: 'request', purpose: { kind: 'send', range: next.range, last: next.last } };
}

/** The size of the next piece: what gets through, or a quarter for each broken piece beyond the third. */
function pieceBytes(
  { whole, pieceLimitBytes, brokenPieces }: Session,
  { chunkBytes, rule }: { readonly chunkBytes: number; readonly rule: ChunkRule },
): number {
  if (whole) return Number.POSITIVE_INFINITY;
  const limitBytes = Math.min(chunkBytes, pieceLimitBytes ?? chunkBytes);
  const quarters = brokenPieces - MAX_BROKEN_PIECES + 1;
  return pieceWithin(rule, quarters <= 0 ? limitBytes : limitBytes / 4 ** quarters);
}
