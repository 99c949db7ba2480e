import { joined, type Message } from '../recording/message.ts';
import { blankRow, changedAt, isReadable, type RecordingRow, salvageRow, type UnreadableRow } from './row.ts';

/** What was found on disk for a recording. */
export interface FoundFile {
  /** Up to the last whole slice. */
  readonly wholeBytes: number;
  /** When it was written last, in milliseconds since 1970. */
  readonly writtenAtMs: number;
  /** By its first bytes; null for an unknown container. */
  readonly mimeType: string | null;
}

/** How to fix a recording whose row and file don't match. `log` says what was done. */
export type Repair =
  | { readonly kind: 'none' }
  | { readonly kind: 'put'; readonly row: RecordingRow; readonly log: Message }
  /** An empty folder. */
  | { readonly kind: 'remove-folder'; readonly log: Message };

const NONE: Repair = { kind: 'none' };
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

/**
 * Decides how to bring the catalog in line with the disk, for a recording that isn't open. Bytes are never touched, and
 * what was confirmed as complete stays complete.
 * @param row null when the catalog has none.
 * @param file null when there is no folder of that name.
 */
export function repair(
  id: string,
  row: RecordingRow | UnreadableRow | null,
  file: FoundFile | null,
  nowMs: number,
): Repair {
  // A folder without a recording's name isn't ours.
  if (row === null) return file === null || !UUID.test(id) ? NONE : withoutRow(id, file, nowMs);
  if (!isReadable(row)) return unreadable(salvageRow(row, nowMs), file, nowMs);
  return hasEnded(row) ? NONE : mismatch(row, file?.wholeBytes ?? 0, nowMs);
}

/**
 * Restores a row that the catalog has lost from its copy, and brings it in line with the file.
 * @param file null when there is no folder of that name.
 */
export function restore(copy: RecordingRow, file: FoundFile | null, nowMs: number): Repair {
  const restored: Message = { id: 'spool.rowFromCopy' };
  const what = repair(copy.id, copy, file, nowMs);
  return what.kind === 'put'
    ? { ...what, log: { id: 'several', messages: [restored, what.log] } }
    : { kind: 'put', row: copy, log: restored };
}

function withoutRow(id: string, file: FoundFile, nowMs: number): Repair {
  if (file.wholeBytes === 0) return { kind: 'remove-folder', log: { id: 'spool.emptyFolder' } };
  const problem: Message = { id: 'spool.withoutRow' };
  const found = { ...blankRow(id, nowMs), startedAtMs: file.writtenAtMs, mimeType: file.mimeType };
  return { kind: 'put', row: sealed(found, file.wholeBytes, problem), log: problem };
}

function unreadable(row: RecordingRow, file: FoundFile | null, nowMs: number): Repair {
  const log: Message = { id: 'spool.rowSalvaged' };
  if (hasEnded(row)) return { kind: 'put', row: { ...row, ...changedAt(row, nowMs) }, log };
  const bytes = file?.wholeBytes ?? 0;
  if (bytes === 0) return lost(row, { id: 'spool.rowAndFileLost' }, nowMs);
  const problem: Message = { id: 'spool.rowDamaged' };
  const known = { ...row, target: { unknown: true } as const, mimeType: row.mimeType ?? file?.mimeType ?? null };
  return {
    kind: 'put',
    row: { ...sealed(known, bytes, problem), ...changedAt(row, nowMs) },
    log: { id: 'several', messages: [log, problem] },
  };
}

function mismatch(row: RecordingRow, bytes: number, nowMs: number): Repair {
  const { ackedBytes, sealedBytes, spooledBytes } = row;
  const knownBytes = Math.max(spooledBytes, sealedBytes ?? 0, ackedBytes);
  if (bytes === 0) {
    // If nothing was ever recorded, resuming it finds that out.
    if (knownBytes === 0) return NONE;
    return lost(row, { id: 'spool.fileMissing', knownBytes, confirmedBytes: ackedBytes }, nowMs);
  }
  const wrong: Message | null =
    sealedBytes !== null && sealedBytes !== bytes
      ? { id: 'spool.otherLength', storedBytes: bytes, totalBytes: sealedBytes }
      : ackedBytes > bytes
        ? { id: 'spool.shorterThanConfirmed', storedBytes: bytes, confirmedBytes: ackedBytes }
        : null;
  if (wrong === null) return NONE;
  const fresh = sealed(row, bytes, null);
  const changed = changedAt(row, nowMs);
  // A minting endpoint can provide a new URL.
  if ('endpointName' in row.target) {
    const log: Message = { id: 'spool.sendAgain', reason: wrong };
    return { kind: 'put', row: { ...fresh, ...changed, state: 'finishing' }, log };
  }
  const needed: Message = { id: 'spool.needsUrl', reason: wrong };
  const problem = joined([row.ending, needed]);
  const waiting: RecordingRow = { ...fresh, ...changed, problem, target: { unknown: true } };
  return { kind: 'put', row: waiting, log: needed };
}

/** The recording is what the file holds. None of it is sent, and it has no target. */
function sealed(row: RecordingRow, bytes: number, problem: Message | null): RecordingRow {
  return {
    ...row,
    state: 'blocked',
    problem: joined([row.ending, problem]),
    uploadUrl: null,
    protocol: null,
    session: null,
    spooledBytes: bytes,
    sealedBytes: bytes,
    ackedBytes: 0,
  };
}

function lost(row: RecordingRow, problem: Message, nowMs: number): Repair {
  // Nothing more is sent, so the secrets that sending needed go.
  const forgotten = { target: { unknown: true } as const, uploadUrl: null, session: null };
  const failed: RecordingRow = { ...row, ...forgotten, state: 'failed', problem, ...changedAt(row, nowMs) };
  return { kind: 'put', row: failed, log: problem };
}

function hasEnded({ state }: RecordingRow): boolean {
  return state === 'complete' || state === 'unconfirmed' || state === 'failed';
}
