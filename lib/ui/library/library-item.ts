import { assertNever } from '../../base/errors.ts';
import { COMMANDS } from '../../commands/commands.ts';
import { shownAtRest } from '../../engine/shown-row.ts';
import type { RecordingSnapshot, Snapshot } from '../../recording/snapshot.ts';
import { allRecordings, isAtWork, needsNewUrl } from '../../recording/snapshot.ts';
import { isLive, isSettled } from '../../recording/state.ts';
import { isReadable, type RecordingRow, type UnreadableRow } from '../../spool/catalog.ts';
import type { StoredFile } from '../../spool/stored-files.ts';
import { t } from '../../words/t.ts';
import { sourceWords } from '../recording/recording-words.ts';

/** Something on the recordings page. `file` is null when there is no file on this computer. */
export type LibraryItem =
  | {
      readonly kind: 'recording';
      readonly id: string;
      readonly recording: RecordingSnapshot;
      readonly file: StoredFile | null;
      /** Whether no engine has it open: what's shown then comes from its record. */
      readonly isAtRest: boolean;
    }
  /** A recording whose record this version cannot read. */
  | { readonly kind: 'unreadable'; readonly id: string; readonly file: StoredFile | null }
  /** A file without a record, or any file while the catalog cannot be read. */
  | { readonly kind: 'file'; readonly id: string; readonly file: StoredFile; readonly isRecordMissing: boolean };

/** What is stored on this computer. `rows` is null when the catalog could not be read. */
export interface Stored {
  readonly rows: readonly (RecordingRow | UnreadableRow)[] | null;
  readonly files: ReadonlyMap<string, StoredFile>;
}

/**
 * Everything to list: recordings, newest first, then unreadable records, then files without a record. What the background
 * reports about a recording is newer than its record.
 */
export function libraryItems({ rows, files }: Stored, snapshot: Snapshot): readonly LibraryItem[] {
  const reported = new Map(allRecordings(snapshot).map((recording) => [recording.id, recording]));
  const known = new Set(rows?.map(({ id }) => id));
  const fileOf = (id: string) => files.get(id) ?? null;
  const readable = (rows ?? []).filter(isReadable);
  const recordings = readable.map((row): LibraryItem & { kind: 'recording' } => {
    const recording = reported.get(row.id) ?? shownAtRest(row);
    return { kind: 'recording', id: row.id, recording, file: fileOf(row.id), isAtRest: !reported.has(row.id) };
  });
  // A recording that is starting has no record yet. A settled one without a record was deleted.
  const unwritten = [...reported.values()]
    .filter(({ id, state }) => !known.has(id) && !isSettled(state))
    .map((recording) => {
      const { id } = recording;
      return { kind: 'recording', id, recording, file: fileOf(id), isAtRest: false } as const;
    });
  const unreadable = (rows ?? [])
    .filter((row) => !isReadable(row))
    .map(({ id }): LibraryItem => ({ kind: 'unreadable', id, file: fileOf(id) }));
  const others = [...files]
    .filter(([id]) => !known.has(id) && !reported.has(id))
    .sort(([, a], [, b]) => b.writtenAtMs - a.writtenAtMs)
    .map(([id, file]): LibraryItem => ({ kind: 'file', id, file, isRecordMissing: rows !== null }));
  const newestFirst = [...recordings, ...unwritten].sort((a, b) => b.recording.startedAtMs - a.recording.startedAtMs);
  return [...newestFirst, ...unreadable, ...others];
}

/** The bytes it takes on this computer. For a live recording the snapshot is newer than the file's size. */
export function bytesOnDisk(item: LibraryItem): number {
  if (item.kind === 'recording' && isLive(item.recording.state)) return item.recording.spooledBytes;
  return item.file?.bytes ?? 0;
}

/** Its name on the page. */
export function titleOf(item: LibraryItem): string {
  switch (item.kind) {
    case 'recording':
      return item.recording.title ?? sourceWords(item.recording);
    case 'unreadable':
      return t('ui.item.unreadable');
    case 'file':
      return item.isRecordMissing ? t('ui.item.withoutRecord') : t('ui.item.untitled');
    default:
      return assertNever(item);
  }
}

/** What you can do with an item, besides the upload actions that every page offers. */
export interface Abilities {
  readonly play: boolean;
  readonly saveCopy: boolean;
  readonly retry: boolean;
  readonly remove: boolean;
}

/** What can be done with an item in its present state. */
export function abilitiesOf(item: LibraryItem): Abilities {
  const hasFile = bytesOnDisk(item) > 0;
  if (item.kind !== 'recording') {
    const remove = item.kind === 'unreadable' || item.isRecordMissing;
    return { play: hasFile, saveCopy: hasFile, retry: false, remove };
  }
  const { recording } = item;
  return {
    // A player cannot follow a file that is still growing.
    play: hasFile && !isLive(recording.state),
    saveCopy: hasFile,
    retry: (!needsNewUrl(recording) && COMMANDS['retry-now'].isAllowed(recording)) || isLeftAlone(item),
    remove: COMMANDS.delete.isAllowed(recording),
  };
}

/** Whether an unfinished upload has no engine working on it: retrying starts one. */
export function isLeftAlone(item: LibraryItem): boolean {
  return (
    item.kind === 'recording' && item.isAtRest && isAtWork(item.recording) && item.recording.link.kind !== 'paused'
  );
}
