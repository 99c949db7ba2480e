import type { RecordingRow } from '../spool/row.ts';
import type { SpoolFile } from '../spool/spool-file.ts';
import { wholePart } from '../spool/whole-part.ts';

/** A row is saved every five seconds, or a little later. */
const LONGEST_UNSAVED_MS = 6_000;

/**
 * The length of a recording whose browser died, in milliseconds: the time of its file's last block. Where there's none, as in MP4,
 * what came after its row was saved for the last time counts as much as the same number of bytes before.
 */
export async function lengthAtDeathMs(
  { state, recordedMs, spooledBytes: savedBytes, sealedBytes }: SavedLength,
  spool: Pick<SpoolFile, 'committedBytes' | 'read'>,
): Promise<number> {
  if (sealedBytes !== null) return recordedMs;
  const lastMs = await lastBlockMs(spool);
  if (lastMs !== null) return lastMs;
  if (state !== 'recording' || savedBytes === 0) return recordedMs;
  const unsavedMs = recordedMs * (spool.committedBytes / savedBytes - 1);
  return Math.round(recordedMs + Math.min(LONGEST_UNSAVED_MS, Math.max(0, unsavedMs)));
}

type SavedLength = Pick<RecordingRow, 'state' | 'recordedMs' | 'spooledBytes' | 'sealedBytes'>;

async function lastBlockMs(spool: Pick<SpoolFile, 'committedBytes' | 'read'>): Promise<number | null> {
  const read = async (start: number, end: number) => {
    const bytes = new Uint8Array(end - start);
    spool.read(start, bytes);
    return bytes;
  };
  try {
    return (await wholePart(read, spool.committedBytes)).lastMs;
  } catch (error) {
    console.warn('The end of the recording could not be read.', error);
    return null;
  }
}
