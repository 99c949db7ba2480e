import { isReadable, type RecordingRow, type UnreadableRow } from '../../spool/catalog.ts';
import type { FileUse, HeldFile } from '../../spool/file-use.ts';
import { expired, type RetentionRule } from '../../spool/retention.ts';
import type { StoredFile } from '../../spool/stored-files.ts';
import type { HeldLock } from '../../upload/locks.ts';

/** What {@link removeExpired} needs. */
export interface RetentionPorts {
  readonly rows: () => Promise<readonly (RecordingRow | UnreadableRow)[]>;
  readonly files: () => Promise<ReadonlyMap<string, StoredFile>>;
  /** The right to delete the recording's file, or what the file is in use for. */
  readonly takeUnusedFile: (id: string) => Promise<HeldFile | FileUse>;
  /** The right to write to the recording; null when its holder doesn't release it. */
  readonly takeLock: (id: string) => Promise<HeldLock | null>;
  readonly deleteFiles: (id: string) => Promise<void>;
  readonly deleteRow: (id: string) => Promise<void>;
}

/** What was removed, by id. */
export interface Removed {
  readonly files: readonly string[];
  readonly records: readonly string[];
}

/** Removes what {@link expired} names. What is open, played or being copied is left for the next time. */
export async function removeExpired(ports: RetentionPorts, rule: RetentionRule, nowMs: number): Promise<Removed> {
  const [rows, files] = [(await ports.rows()).filter(isReadable), await ports.files()];
  const stored = rows.map((row) => ({ ...row, fileBytes: files.get(row.id)?.bytes ?? 0 }));
  const due = expired(stored, rule, nowMs);
  return {
    files: await each(due.files, ports, (id) => ports.deleteFiles(id)),
    records: await each(due.records, ports, async (id) => {
      await ports.deleteFiles(id);
      await ports.deleteRow(id);
    }),
  };
}

async function each(
  ids: readonly string[],
  ports: RetentionPorts,
  remove: (id: string) => Promise<void>,
): Promise<readonly string[]> {
  const removed: string[] = [];
  for (const id of ids) {
    const file = await ports.takeUnusedFile(id);
    if (typeof file === 'string') continue;
    try {
      const lock = await ports.takeLock(id);
      if (lock === null) continue;
      try {
        await remove(id);
        removed.push(id);
      } finally {
        lock.release();
      }
    } finally {
      file.release();
    }
  }
  return removed;
}
