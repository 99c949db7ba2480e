import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import { isReadable, type RecordingRow, readRow, type UnreadableRow } from './row.ts';

export { isReadable, type RecordingRow, type UnreadableRow } from './row.ts';

const DATABASE = 'reelay';
const SCHEMA_VERSION = 1;
const STORE = 'recordings';

interface Schema extends DBSchema {
  recordings: { key: string; value: RecordingRow };
}

/** The list of all recordings on this computer. */
export interface Catalog {
  /** Resolves when the row is on disk. */
  put(row: RecordingRow): Promise<void>;
  /** Null when there is none, or it can't be read. */
  get(id: string): Promise<RecordingRow | null>;
  /** All rows, newest first; unreadable ones last. */
  all(): Promise<(RecordingRow | UnreadableRow)[]>;
  delete(id: string): Promise<void>;
  /**
   * Rewrites every readable row that `change` changes or that is stored in an earlier version's form, all in one
   * transaction, so that no other write or delete is undone.
   */
  rewrite(change: (row: RecordingRow) => RecordingRow): Promise<void>;
  close(): void;
}

/**
 * Opens the catalog, in any context of the extension. It may never settle.
 * @param ended called when the connection has ended: by the browser, or to make way for a newer version.
 */
export async function openCatalog(ended: () => void = () => undefined): Promise<Catalog> {
  const database = await openDB<Schema>(DATABASE, SCHEMA_VERSION, {
    upgrade: (db) => {
      db.createObjectStore(STORE, { keyPath: 'id' });
    },
    // A newer version of the extension wants to upgrade.
    blocking: (_current, _blocked, event) => {
      (event.target as IDBDatabase | null)?.close();
      ended();
    },
    terminated: ended,
  });
  return catalogIn(database);
}

/** A row as text, whatever order its fields were written in. */
function inOrder(row: RecordingRow): string {
  return JSON.stringify(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function catalogIn(database: IDBPDatabase<Schema>): Catalog {
  return {
    put: async (row) => {
      // By default the browser reports a row as written while it is still in memory. A kill right after a start would
      // then keep the bytes, which are flushed, but forget where they go.
      const change = database.transaction(STORE, 'readwrite', { durability: 'strict' });
      await Promise.all([change.store.put(row), change.done]);
    },
    get: async (id) => {
      const stored: unknown = await database.get(STORE, id);
      const row = stored === undefined ? null : readRow(stored);
      return row !== null && isReadable(row) ? row : null;
    },
    all: async () => {
      const values: unknown[] = await database.getAll(STORE);
      const rows = values.map(readRow);
      const newestFirst = rows.filter(isReadable).sort((a, b) => b.startedAtMs - a.startedAtMs);
      return [...newestFirst, ...rows.filter((row) => !isReadable(row))];
    },
    delete: (id) => database.delete(STORE, id),
    rewrite: async (change) => {
      const { store, done } = database.transaction(STORE, 'readwrite');
      const rewritten = async () => {
        for (let cursor = await store.openCursor(); cursor !== null; cursor = await cursor.continue()) {
          const row = readRow(cursor.value);
          if (!isReadable(row)) continue;
          const next = change(row);
          if (inOrder(next) !== inOrder(cursor.value)) await cursor.update(next);
        }
      };
      await Promise.all([rewritten(), done]);
    },
    close: () => database.close(),
  };
}
