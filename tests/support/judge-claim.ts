import type { Ledger } from './ledger.ts';
import type { Claim } from './model-server.ts';
import type { World } from './world.ts';

const CHUNK_UNIT_BYTES = 256 * 1024;

/** Checks a request that carries bytes or names a total against the rules. */
export function judgeClaim(world: World, url: string, claim: Claim, bodyBytes: number): void {
  const ledger = world.ledgerAt(url);
  const isEmpty = claim.kind === 'query' || claim.kind === 'total';
  if (isEmpty && !ledger.isSession) world.violate('An empty PUT went to an address that may hold a plain file');
  if (claim.kind === 'query') return;
  if (claim.kind === 'whole') {
    judgeWhole(world, ledger, bodyBytes);
    return;
  }
  if (ledger.heardSo) world.violate('A piece was sent to a server that takes whole files');
  if (ledger.unknown && ledger.isSession && !ledger.queriesRefused)
    world.violate('Bytes were sent before asking where the server stands');
  if (claim.kind === 'total') {
    if (claim.totalBytes !== world.sealedBytes) world.violate('A total was named that is not the length');
    return;
  }
  const { start, end, totalBytes } = claim;
  if (bodyBytes !== end - start) world.violate('The body is not as long as its range');
  if (end > world.committedBytes) world.violate('Bytes were sent before they were safe on disk');
  if (totalBytes === null) judgePiece(world, start, end, ledger.breaks >= 3);
  else if (totalBytes !== world.sealedBytes || end !== totalBytes || start >= end) {
    world.violate('The last request does not carry bytes up to the total');
  }
  const { reports } = world.serverAt(url).plan;
  if (reports === 'range' && ledger.lastWord !== null && !ledger.queriesRefused && start !== ledger.lastWord) {
    world.violate(`Bytes were sent from ${start} when the server had said ${ledger.lastWord}`);
  }
  if (start > Math.max(ledger.takenEnd, ledger.lastWord ?? 0)) world.violate('Bytes were skipped');
}

function judgeWhole(world: World, { takesWholeFiles }: Ledger, bodyBytes: number): void {
  if (!takesWholeFiles) world.violate('A whole file was sent where pieces may go');
  if (bodyBytes !== world.sealedBytes) world.violate('A file was sent that is not the whole recording');
}

/** Checks a piece other than the last against the rules. */
export function judgePiece(world: World, start: number, end: number, mayBeSmaller: boolean): void {
  const { chunkBytes, early } = world.rules;
  if ((end - start) % CHUNK_UNIT_BYTES !== 0) world.violate('A middle piece is not a multiple of 256 KiB');
  if (!early && !mayBeSmaller && end - start !== chunkBytes) world.violate('A middle piece is not a whole chunk');
  if (end - start > chunkBytes) world.violate('A piece is larger than a chunk');
  if (end >= world.committedBytes) world.violate('A middle piece was cut when no more than it was there');
}
