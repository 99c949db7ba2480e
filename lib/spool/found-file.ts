import { CONTAINER_HEAD_BYTES, containerOf } from './container.ts';
import { marksFile, mediaFile, rowCopyFile } from './recording-files.ts';
import type { FoundFile } from './repair.ts';
import { isReadable, type RecordingRow, readRow } from './row.ts';
import { rowIn } from './row-copy.ts';
import { lastMark } from './spool-file.ts';

/** Inspects the files of a recording that isn't open. Works in any context and changes nothing. */
export async function findFile(id: string): Promise<FoundFile> {
  const media = await orNull(mediaFile(id));
  if (media === null) return { wholeBytes: 0, writtenAtMs: 0, mimeType: null };
  const marks = await orNull(marksFile(id));
  const bytes = marks === null ? new Uint8Array() : new Uint8Array(await marks.arrayBuffer());
  const { bytes: wholeBytes } = lastMark(
    { getSize: () => media.size },
    {
      getSize: () => bytes.length,
      read: (into, { at }) => {
        const there = bytes.subarray(at, at + into.length);
        into.set(there);
        return there.length;
      },
    },
  );
  const head = new Uint8Array(await media.slice(0, CONTAINER_HEAD_BYTES).arrayBuffer());
  return { wholeBytes, writtenAtMs: media.lastModified, mimeType: containerOf(head) };
}

/** The row as it was copied beside the recording's file, see `RowCopy`; null when there is none that can be read. */
export async function findRowCopy(id: string): Promise<RecordingRow | null> {
  const file = await orNull(rowCopyFile(id));
  if (file === null) return null;
  const row = readRow(rowIn(new Uint8Array(await file.arrayBuffer())));
  return isReadable(row) && row.id === id ? row : null;
}

async function orNull(file: Promise<File>): Promise<File | null> {
  try {
    return await file;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'NotFoundError') return null;
    throw error;
  }
}
