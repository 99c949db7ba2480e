import { blankRow, isReadable, type RecordingRow, salvageRow, type UnreadableRow } from './row.ts';

/** What was found of a recording's files. */
export interface FoundFile {
  /** Up to the last whole slice. */
  readonly wholeBytes: number;
  /** When it was written last, in milliseconds since 1970. */
  readonly writtenAtMs: number;
  /** By its first bytes; null when they are of no container that is known. */
  readonly mimeType: string | null;
}

/** What to do about a recording whose row and file do not fit. `log` is a sentence. */
export type Repair =
  | { readonly kind: 'none' }
  | { readonly kind: 'put'; readonly row: RecordingRow; readonly log: string }
  /** There is a folder, and nothing in it. */
  | { readonly kind: 'remove-folder'; readonly log: string };

const NONE: Repair = { kind: 'none' };
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;
const NEEDS_URL = 'To upload it, use a new URL.';

/**
 * Decides how the catalog is brought in line with the disk, for a recording that nobody has open. The bytes are never
 * touched, and what was confirmed as complete stays so.
 * @param row null when the catalog has none.
 * @param file null when there is no folder of that name.
 */
export function repair(
  id: string,
  row: RecordingRow | UnreadableRow | null,
  file: FoundFile | null,
  nowMs: number,
): Repair {
  // What has no recording's name is not ours to judge.
  if (row === null) return file === null || !UUID.test(id) ? NONE : withoutRow(id, file, nowMs);
  if (!isReadable(row)) return unreadable(salvageRow(row, nowMs), file, nowMs);
  return hasEnded(row) ? NONE : mismatch(row, file?.wholeBytes ?? 0, nowMs);
}

function withoutRow(id: string, file: FoundFile, nowMs: number): Repair {
  if (file.wholeBytes === 0) return { kind: 'remove-folder', log: 'An empty folder without a recording was removed.' };
  const problem = `This recording was found on this computer without its record, so its upload URL is not known. ${NEEDS_URL}`;
  const found = { ...blankRow(id, nowMs), startedAtMs: file.writtenAtMs, mimeType: file.mimeType };
  return { kind: 'put', row: sealed(found, file.wholeBytes, problem), log: problem };
}

function unreadable(row: RecordingRow, file: FoundFile | null, nowMs: number): Repair {
  const log = 'The record of this recording could not be read; what was readable of it is kept.';
  if (hasEnded(row)) return { kind: 'put', row: { ...row, updatedAtMs: nowMs }, log };
  const bytes = file?.wholeBytes ?? 0;
  if (bytes === 0) return lost(row, 'The record of this recording is damaged, and there is no file of it.', nowMs);
  const problem = `The record of this recording is damaged; the recording itself is kept. ${NEEDS_URL}`;
  const known = { ...row, target: { unknown: true } as const, mimeType: row.mimeType ?? file?.mimeType ?? null };
  return { kind: 'put', row: { ...sealed(known, bytes, problem), updatedAtMs: nowMs }, log: `${log} ${problem}` };
}

function mismatch(row: RecordingRow, bytes: number, nowMs: number): Repair {
  const { ackedBytes, sealedBytes, spooledBytes } = row;
  const knownBytes = Math.max(spooledBytes, sealedBytes ?? 0, ackedBytes);
  if (bytes === 0) {
    // Where nothing was ever recorded, taking it up finds that out.
    if (knownBytes === 0) return NONE;
    const sentence = `The file of this recording, ${knownBytes} bytes, is missing on this computer. The server has confirmed ${ackedBytes} bytes.`;
    return lost(row, sentence, nowMs);
  }
  const wrong =
    sealedBytes !== null && sealedBytes !== bytes
      ? `The file of this recording has ${bytes} bytes, and had ${sealedBytes} when it ended.`
      : ackedBytes > bytes
        ? `The file of this recording has ${bytes} bytes, and the server has confirmed ${ackedBytes}.`
        : null;
  if (wrong === null) return NONE;
  const fresh = sealed(row, bytes, null);
  // A minting endpoint gives a new URL by itself.
  if ('endpointName' in row.target) {
    const log = `${wrong} Everything is sent again, to a new URL.`;
    return { kind: 'put', row: { ...fresh, state: 'finishing', problem: row.problem, updatedAtMs: nowMs }, log };
  }
  const problem = `${wrong} ${NEEDS_URL}`;
  const waiting: RecordingRow = { ...fresh, problem, target: { unknown: true }, updatedAtMs: nowMs };
  return { kind: 'put', row: waiting, log: problem };
}

/** The recording is what the file holds; nothing of it is sent, and there is nowhere to send it. */
function sealed(row: RecordingRow, bytes: number, problem: string | null): RecordingRow {
  return {
    ...row,
    state: 'blocked',
    problem,
    uploadUrl: null,
    protocol: null,
    session: null,
    spooledBytes: bytes,
    sealedBytes: bytes,
    ackedBytes: 0,
  };
}

function lost(row: RecordingRow, problem: string, nowMs: number): Repair {
  // Nothing of it is sent any more: what it took to send it is secret.
  const forgotten = { target: { unknown: true } as const, uploadUrl: null, session: null };
  const failed: RecordingRow = { ...row, ...forgotten, state: 'failed', problem, updatedAtMs: nowMs };
  return { kind: 'put', row: failed, log: problem };
}

function hasEnded({ state }: RecordingRow): boolean {
  return state === 'complete' || state === 'unconfirmed' || state === 'failed';
}
