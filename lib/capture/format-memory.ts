import { type DBSchema, openDB } from 'idb';
import type { PictureLoad } from './choose-formats.ts';

const DATABASE = 'reelay-formats';
const STORE = 'dropped';
/** A machine that was busy then may be idle now, and browsers get faster. */
const FORGET_AFTER_MS = 30 * 24 * 60 * 60 * 1_000;

interface Entry {
  readonly droppedShare: number;
  readonly atMs: number;
}

interface Schema extends DBSchema {
  dropped: { key: [load: number, mimeType: string]; value: Entry };
}

/** How well each format kept up on this machine. A recording works without it. */
export interface FormatMemory {
  /** The share of pictures that was dropped last, by format, at a load; see {@link loadOf}. */
  recall(load: number): Promise<ReadonlyMap<string, number>>;
  remember(load: number, mimeType: string, droppedShare: number): Promise<void>;
}

/** A class of pictures that cost about the same to encode: pixels per second, within a factor of about 1.4. */
export function loadOf({ width, height, frameRate }: Pick<PictureLoad, 'width' | 'height' | 'frameRate'>): number {
  // A picture the browser says nothing about doesn't count.
  return Math.round(Math.log2(Math.max(1, width * height * frameRate)));
}

/** Keeps it in its own database, apart from the recordings. May never settle. */
export function openFormatMemory(nowMs: () => number): FormatMemory {
  const open = () => openDB<Schema>(DATABASE, 1, { upgrade: (db) => void db.createObjectStore(STORE) });
  return {
    recall: async (load) => {
      const db = await open();
      try {
        const range = IDBKeyRange.bound([load], [load, []]);
        const [keys, entries] = await Promise.all([db.getAllKeys(STORE, range), db.getAll(STORE, range)]);
        const known = new Map<string, number>();
        for (const [index, [, mimeType]] of keys.entries()) {
          const entry = entries[index];
          if (entry !== undefined && nowMs() - entry.atMs < FORGET_AFTER_MS) known.set(mimeType, entry.droppedShare);
        }
        return known;
      } finally {
        db.close();
      }
    },
    remember: async (load, mimeType, droppedShare) => {
      const db = await open();
      try {
        await db.put(STORE, { droppedShare, atMs: nowMs() }, [load, mimeType]);
      } finally {
        db.close();
      }
    },
  };
}
