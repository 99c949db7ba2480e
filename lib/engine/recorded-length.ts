import type { RecordingRow } from '../spool/row.ts';

/** A row is saved every five seconds, or a little later. */
const LONGEST_UNSAVED_MS = 6_000;

/**
 * The length of a recording whose browser died, in milliseconds. What its file got after its row was saved for the last time
 * counts as much as the same number of bytes before.
 * @param spooledBytes in its file.
 */
export function lengthAtDeathMs(
  { state, recordedMs, spooledBytes: savedBytes }: Pick<RecordingRow, 'state' | 'recordedMs' | 'spooledBytes'>,
  spooledBytes: number,
): number {
  if (state !== 'recording' || savedBytes === 0) return recordedMs;
  const unsavedMs = recordedMs * (spooledBytes / savedBytes - 1);
  return Math.round(recordedMs + Math.min(LONGEST_UNSAVED_MS, Math.max(0, unsavedMs)));
}
