import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import * as v from 'valibot';
import { targetSchema } from '../recording/target.ts';

const DATABASE = 'reelay';
const SCHEMA_VERSION = 1;
const STORE = 'recordings';

const byteCount = v.pipe(v.number(), v.integer(), v.minValue(0));

const rowSchema = v.object({
  id: v.string(),
  source: v.picklist(['tab', 'camera']),
  title: v.nullable(v.string()),
  mimeType: v.nullable(v.string()),
  startedAtMs: v.number(),
  recordedMs: v.number(),
  state: v.picklist(['preparing', 'recording', 'paused', 'interrupted', 'finishing', 'blocked', 'complete', 'failed']),
  problem: v.nullable(v.string()),
  target: targetSchema,
  /** The URL in use: the target's own, or the one that was minted for it; null while there is none. */
  uploadUrl: v.nullable(v.string()),
  /** Whether the person paused the upload. */
  uploadPaused: v.boolean(),
  protocol: v.nullable(v.picklist(['content-range', 'tus'])),
  /** What the uploader knows; the catalog only keeps it. */
  session: v.unknown(),
  /** As of the last write; while it is recorded the file itself is ahead of it. */
  spooledBytes: byteCount,
  ackedBytes: byteCount,
  sealedBytes: v.nullable(byteCount),
  updatedAtMs: v.number(),
});

/** What is known of one recording. Sizes are bytes, times milliseconds since 1970. */
export type RecordingRow = v.InferOutput<typeof rowSchema>;

/** A row that cannot be read; it is shown, never deleted silently. */
export interface UnreadableRow {
  readonly id: string;
  readonly unreadable: true;
}

interface Schema extends DBSchema {
  recordings: { key: string; value: RecordingRow };
}

/** The list of all recordings on this machine. */
export interface Catalog {
  put(row: RecordingRow): Promise<void>;
  /** Null when there is none, or it cannot be read. */
  get(id: string): Promise<RecordingRow | null>;
  /** All rows, newest first; those that cannot be read last. */
  all(): Promise<(RecordingRow | UnreadableRow)[]>;
  /** The recordings that are neither complete nor failed, oldest first. */
  unfinished(): Promise<RecordingRow[]>;
  delete(id: string): Promise<void>;
  close(): void;
}

/** Opens the catalog, in any context of the extension. */
export async function openCatalog(): Promise<Catalog> {
  const database = await openDB<Schema>(DATABASE, SCHEMA_VERSION, {
    upgrade: (db) => {
      db.createObjectStore(STORE, { keyPath: 'id' });
    },
    // A newer version of the extension wants to upgrade: make way.
    blocking: (_current, _blocked, event) => (event.target as IDBDatabase | null)?.close(),
  });
  return catalogIn(database);
}

function catalogIn(database: IDBPDatabase<Schema>): Catalog {
  const all = async () => {
    const values: unknown[] = await database.getAll(STORE);
    const rows = values.map(readRow);
    const newestFirst = rows.filter(isReadable).sort((a, b) => b.startedAtMs - a.startedAtMs);
    return [...newestFirst, ...rows.filter((row) => !isReadable(row))];
  };
  return {
    put: async (row) => {
      await database.put(STORE, row);
    },
    get: async (id) => {
      const parsed = v.safeParse(rowSchema, await database.get(STORE, id));
      return parsed.success ? parsed.output : null;
    },
    all,
    unfinished: async () =>
      (await all())
        .filter(isReadable)
        .filter(({ state }) => state !== 'complete' && state !== 'failed')
        .reverse(),
    delete: (id) => database.delete(STORE, id),
    close: () => database.close(),
  };
}

/** Whether a row is one that this version understands. */
export function isReadable(row: RecordingRow | UnreadableRow): row is RecordingRow {
  return !('unreadable' in row);
}

function readRow(value: unknown): RecordingRow | UnreadableRow {
  const parsed = v.safeParse(rowSchema, value);
  if (parsed.success) return parsed.output;
  const id = typeof value === 'object' && value !== null && 'id' in value ? String(value.id) : 'unknown';
  return { id, unreadable: true };
}
