import type { Answer } from '../../lib/upload/protocols/protocol.ts';
import type { OutgoingRequest } from '../../lib/upload/wire/transport.ts';
import type { Ledger } from './ledger.ts';
import type { Claim, ModelServer } from './model-server.ts';
import type { World } from './world.ts';

/** Fewer refusals than this, or over less time, are no reason to doubt what the server said before. */
const MAX_DOUBTS = 3;
const DOUBTED_MS = 60_000;
const REFUSED_QUERIES: ReadonlySet<number> = new Set([400, 404, 405, 416, 501]);

/** Notes in the ledger what an answer reveals about the address, whatever the request was. */
export function noteShown(
  world: World,
  server: ModelServer,
  request: OutgoingRequest,
  claim: Claim | null,
  answer: Answer | null,
): void {
  const ledger = world.ledgerAt(request.url);
  if (request.method === 'HEAD' && answer?.headers['range'] !== undefined) ledger.isSession = true;
  const isHidden = request.method === 'HEAD' && (answer?.status === 401 || answer?.status === 403);
  if (isHidden) ledger.takesWholeFiles = true;
  const refusesRange = claim?.kind === 'bytes' && !ledger.isSession && answer?.status === 400;
  if (refusesRange) ledger.takesWholeFiles = true;
  // A known session's file that each piece overwrote.
  const { keepsLast } = server.plan;
  if (request.method === 'HEAD' && answer?.status === 200 && keepsLast) ledger.takesWholeFiles = true;
  const isElsewhere = isFromElsewhere(answer);
  const isGap = answer?.status === 416 || answer?.text.includes('exceeds');
  if (!isElsewhere && (answer?.status === 308 || isGap)) ledger.isSession = true;
}

/** Notes in the ledger what the client can know from this answer on; null: there was none. */
export function noteAnswer(
  world: World,
  server: ModelServer,
  request: OutgoingRequest,
  claim: Claim | null,
  answer: Answer | null,
): void {
  noteShown(world, server, request, claim, answer);
  const ledger = world.ledgerAt(request.url);
  if (claim === null) return;
  if (answer === null) {
    ledger.unknown = true;
    ledger.breaks += 1;
    return;
  }
  const { status, headers } = answer;
  if (isFromElsewhere(answer)) {
    ledger.unknown = true;
    if (claim.kind === 'query' && REFUSED_QUERIES.has(status)) ledger.queriesRefused = true;
    return;
  }
  if (status === 413) ledger.breaks += 3;
  if (claim.kind === 'whole' && status >= 400 && status < 500) noteWholeRefused(world, ledger);
  if (claim.kind === 'query' && REFUSED_QUERIES.has(status)) {
    ledger.queriesRefused = true;
    return;
  }
  if (status === 308) {
    const word = /^(?:bytes[= ]+)?0 ?- ?(-1|\d+)$/i.exec(headers['range'] ?? '');
    if (word !== null) ledger.lastWord = Number(word[1]) + 1;
    else if (claim.kind === 'query' && ledger.lastWord !== null) ledger.lastWord = 0;
    if (headers['range'] !== undefined && word === null) ledger.unknown = true;
    else if (word === null && ledger.lastWord !== null && ledger.lastWord > 0) ledger.unknown = claim.kind !== 'query';
    else ledger.unknown = false;
    if (claim.kind === 'bytes' && !ledger.unknown) ledger.takenEnd = Math.max(ledger.takenEnd, claim.end);
    return;
  }
  if (status >= 200 && status < 300) {
    const isPieceOnly = claim.kind === 'bytes' && claim.totalBytes === null;
    if (isPieceOnly && (!ledger.isSession || ledger.isForgotten)) ledger.takesWholeFiles = true;
    // A session that somebody else has finished says the same.
    if (isPieceOnly && !ledger.isSession) ledger.heardSo = server.plan.piece !== 308;
    if (claim.kind === 'bytes') ledger.takenEnd = Math.max(ledger.takenEnd, claim.end);
    // This means nothing from a server that answers every piece like a whole upload.
    const isPiece = claim.kind === 'bytes' && claim.totalBytes === null && server.plan.piece === 308;
    ledger.unknown = isPiece && server.isFinished;
    if (answer.truncated && claim.kind !== 'query' && claim.totalBytes !== null) ledger.unknown = true;
    return;
  }
  ledger.unknown = true;
}

function noteWholeRefused(world: World, ledger: Ledger): void {
  const nowMs = world.clock.monotonicMs();
  const { count, sinceMs } = ledger.wholeRefusals ?? { count: 0, sinceMs: nowMs };
  ledger.wholeRefusals = { count: count + 1, sinceMs };
  if (count + 1 >= MAX_DOUBTS && nowMs - sinceMs >= DOUBTED_MS) ledger.heardSo = false;
}

/**
 * A portal that lasts is believed where the server has shown nothing else: it seems to take pieces, or whole files. One that answers
 * with nothing is believed at once there, since file servers answer like that.
 */
export function notePortal(
  world: World,
  { url, method }: Pick<OutgoingRequest, 'url' | 'method'>,
  claim: Claim | null,
  isEmpty: boolean,
): void {
  const ledger = world.ledgerAt(url);
  ledger.unknown = true;
  if (isEmpty) noteEmpty(world, url, claim);
  if (method === 'HEAD') ledger.portalIsUnseen = false;
  if (claim !== null && claim.kind !== 'query' && claim.totalBytes !== null) ledger.portalTookTotal = true;
  // Other refusals add to its count.
  if (world.causesAt(url).size === 0) return;
  if (!ledger.isSession) ledger.takesWholeFiles = true;
  if (claim?.kind === 'bytes') ledger.takenEnd = Math.max(ledger.takenEnd, claim.end);
}

/**
 * A HEAD got no answer, though a portal is there that would have given one. Browsers hide the answers of some servers, so it counts as
 * an answer that isn't a portal's.
 */
export function noteSilentHead(world: World, url: string): void {
  if (world.portal.leftMs(world.clock.monotonicMs()) > 0) world.ledgerAt(url).portalIsUnseen = true;
}

function noteEmpty(world: World, url: string, claim: Claim | null): void {
  if (claim === null || claim.kind === 'query') return;
  const ledger = world.ledgerAt(url);
  const { head, query, limit } = world.serverAt(url).plan;
  const isAll = claim.kind === 'whole' || (claim.kind === 'bytes' && claim.start === 0 && claim.totalBytes !== null);
  const isAsked = ledger.isSession && query === 'answers' && !ledger.queriesRefused;
  ledger.portalIsUnseen = isAll && head !== 'length' && !isAsked;
  if (claim.kind !== 'bytes') return;
  if (claim.totalBytes === null && (!ledger.isSession || ledger.isForgotten)) {
    ledger.takesWholeFiles = true;
    if (limit !== null) world.excuse(url, 'seems to take whole files, which are too large for it');
  }
  ledger.takenEnd = Math.max(ledger.takenEnd, claim.end);
}

/** Notes that the address refused to show what it holds; twice excuses an upload. */
export function noteHidden(world: World, url: string): void {
  const ledger = world.ledgerAt(url);
  ledger.hidden += 1;
  if (ledger.hidden >= 2) world.excuse(url, 'hidden twice');
}

function isFromElsewhere(answer: Answer | null): boolean {
  return answer !== null && (answer.redirectedTo !== null || answer.text.startsWith('<'));
}
