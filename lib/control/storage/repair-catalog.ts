import { type Message, messageOf } from '../../recording/message.ts';
import { isSettled } from '../../recording/state.ts';
import { type Catalog, isReadable, type RecordingRow, type UnreadableRow } from '../../spool/catalog.ts';
import { type FoundFile, repair, restore } from '../../spool/repair.ts';
import { newerRow } from '../../spool/row.ts';
import type { HeldLock } from '../../upload/locks.ts';

/** What {@link repairCatalog} needs. */
export interface RepairPorts {
  readonly catalog: Pick<Catalog, 'all' | 'put'>;
  /** The recordings that have a folder. */
  readonly recordingsOnDisk: () => Promise<readonly string[]>;
  /** Looks at a recording's files; where there are none, finds them empty. */
  readonly findFile: (id: string) => Promise<FoundFile>;
  /** The copy of a recording's row that lies beside its files; null when there is none that can be read. */
  readonly findRowCopy: (id: string) => Promise<RecordingRow | null>;
  /** Deletes that copy. */
  readonly deleteRowCopy: (id: string) => Promise<void>;
  /** The right to write to the recording; null when its holder doesn't release it. */
  readonly takeLock: (id: string) => Promise<HeldLock | null>;
  readonly deleteFiles: (id: string) => Promise<void>;
  /** Milliseconds since 1970. */
  readonly nowMs: () => number;
  /** Called with what was repaired, and what couldn't be, for the log. */
  readonly note: (level: 'warning' | 'error', message: Message, recordingId: string) => void;
}

/** Brings the catalog in line with the files, see {@link repair}; leaves alone what is open elsewhere. */
export async function repairCatalog(ports: RepairPorts): Promise<void> {
  const rows = await ports.catalog.all();
  const known = new Set(rows.map(({ id }) => id));
  const withoutRow = (await ports.recordingsOnDisk()).filter((id) => !known.has(id));
  // What is settled stays as it is.
  const doubtful = rows.filter((row) => !isReadable(row) || !isSettled(row.state)).map(({ id }) => id);
  const repairOrNote = (id: string, hadFolder: boolean) =>
    repairOne(id, hadFolder, ports).catch((error: unknown) => {
      ports.note('error', { id: 'control.notCompared', reason: messageOf(error) }, id);
    });
  await Promise.all([
    ...doubtful.map((id) => repairOrNote(id, false)),
    ...withoutRow.map((id) => repairOrNote(id, true)),
  ]);
}

async function repairOne(id: string, hadFolder: boolean, ports: RepairPorts): Promise<void> {
  const lock = await ports.takeLock(id);
  if (lock === null) return;
  try {
    // Only now can nothing else change it. The earlier listing is out of date: a recording may have begun.
    const row = await findRow(id, ports);
    const file = row !== null || hadFolder ? await ports.findFile(id) : null;
    const copy = file === null ? null : await findBetterCopy(id, row, ports);
    const what = copy === null ? repair(id, row, file, ports.nowMs()) : restore(copy, file, ports.nowMs());
    if (what.kind === 'none') return;
    if (what.kind === 'put') {
      await ports.catalog.put(what.row);
      // It may still have what the row has just forgotten. An engine renews it where there is one.
      if (isSettled(what.row.state) && what.row !== copy) await ports.deleteRowCopy(id);
    } else await ports.deleteFiles(id);
    ports.note('warning', what.log, id);
  } finally {
    lock.release();
  }
}

/** The copy of a row where it knows more: the row is lost, or older, because the disk didn't take what changed. */
async function findBetterCopy(
  id: string,
  row: RecordingRow | UnreadableRow | null,
  { findRowCopy }: RepairPorts,
): Promise<RecordingRow | null> {
  const copy = await findRowCopy(id);
  if (copy === null || row === null || !isReadable(row)) return copy;
  return newerRow(row, copy) === copy ? copy : null;
}

async function findRow(id: string, { catalog }: RepairPorts): Promise<RecordingRow | UnreadableRow | null> {
  return (await catalog.all()).find((other) => other.id === id) ?? null;
}
