import { shownAtRest } from '../../engine/shown-row.ts';
import { allOf } from '../../recording/at-work.ts';
import type { RecordingSnapshot, Snapshot } from '../../recording/snapshot.ts';
import { isLive, isSettled } from '../../recording/state.ts';
import { isReadable, type RecordingRow, type UnreadableRow } from '../../spool/catalog.ts';
import type { StoredFile } from '../../spool/stored-files.ts';

/** Something on the recordings page. `file` is null when there is no file on this computer. */
export type ShelfItem =
  | {
      readonly kind: 'recording';
      readonly id: string;
      readonly recording: RecordingSnapshot;
      readonly file: StoredFile | null;
      /** Whether nobody has it open: what is shown is what its record says. */
      readonly isAtRest: boolean;
    }
  /** A record that this version does not understand. */
  | { readonly kind: 'unreadable'; readonly id: string; readonly file: StoredFile | null }
  /** A file that has no record, or whose record cannot be read while the whole catalog cannot. */
  | { readonly kind: 'file'; readonly id: string; readonly file: StoredFile; readonly isRecordMissing: boolean };

/** What was found on this computer. `rows` is null when the catalog could not be read. */
export interface Stored {
  readonly rows: readonly (RecordingRow | UnreadableRow)[] | null;
  readonly files: ReadonlyMap<string, StoredFile>;
}

/**
 * Everything to be listed: recordings, newest first, then records that cannot be read, then files without a record.
 * What the background says of a recording is newer than its record.
 */
export function shelfItems({ rows, files }: Stored, snapshot: Snapshot): readonly ShelfItem[] {
  const reported = new Map(allOf(snapshot).map((recording) => [recording.id, recording]));
  const known = new Set(rows?.map(({ id }) => id));
  const fileOf = (id: string) => files.get(id) ?? null;
  const readable = (rows ?? []).filter(isReadable);
  const recordings = readable.map((row): ShelfItem & { kind: 'recording' } => {
    const recording = reported.get(row.id) ?? shownAtRest(row);
    return { kind: 'recording', id: row.id, recording, file: fileOf(row.id), isAtRest: !reported.has(row.id) };
  });
  // One that is being prepared has no record yet. One that is settled and has none was deleted.
  const unwritten = [...reported.values()]
    .filter(({ id, state }) => !known.has(id) && !isSettled(state))
    .map((recording) => {
      const { id } = recording;
      return { kind: 'recording', id, recording, file: fileOf(id), isAtRest: false } as const;
    });
  const unreadable = (rows ?? [])
    .filter((row) => !isReadable(row))
    .map(({ id }): ShelfItem => ({ kind: 'unreadable', id, file: fileOf(id) }));
  const others = [...files]
    .filter(([id]) => !known.has(id) && !reported.has(id))
    .sort(([, a], [, b]) => b.writtenAtMs - a.writtenAtMs)
    .map(([id, file]): ShelfItem => ({ kind: 'file', id, file, isRecordMissing: rows !== null }));
  const newestFirst = [...recordings, ...unwritten].sort((a, b) => b.recording.startedAtMs - a.recording.startedAtMs);
  return [...newestFirst, ...unreadable, ...others];
}

/** Bytes that it takes on this computer. The file of a live recording grows while nobody looks at it. */
export function bytesOnDisk(item: ShelfItem): number {
  if (item.kind === 'recording' && isLive(item.recording.state)) return item.recording.spooledBytes;
  return item.file?.bytes ?? 0;
}

/** What it is called on the page. */
export function titleOf(item: ShelfItem): string {
  switch (item.kind) {
    case 'recording':
      return item.recording.title ?? (item.recording.source === 'tab' ? 'A tab' : 'Camera');
    case 'unreadable':
      return 'Record that cannot be read';
    case 'file':
      return item.isRecordMissing ? 'File without a record' : 'Recording';
  }
}
