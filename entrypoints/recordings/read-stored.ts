import { loadSettings } from '../../lib/settings/settings-store.ts';
import { openCatalog, type RecordingRow, type UnreadableRow } from '../../lib/spool/catalog.ts';
import { storedFiles } from '../../lib/spool/stored-files.ts';
import type { Stored } from './shelf-item.ts';

/** All that the page knows of this computer. */
export interface Findings extends Stored {
  /** Bytes that the browser lets this extension still write; null when it does not say. */
  readonly freeBytes: number | null;
  readonly keepFinishedCount: number;
  readonly keepFinishedDays: number;
  /** What could not be read, in a sentence; null when all could. */
  readonly problem: string | null;
}

/** Looks at the catalog and the files. What cannot be read is told in `problem`; the rest is there. */
export async function readStored(): Promise<Findings> {
  const [rows, files, freeBytes, settings] = await Promise.all([
    readRows().catch(asError),
    storedFiles().catch(asError),
    estimateFreeBytes(),
    loadSettings(),
  ]);
  const { keepFinishedCount, keepFinishedDays } = settings;
  return {
    rows: rows instanceof Error ? null : rows,
    files: files instanceof Error ? new Map() : files,
    freeBytes,
    keepFinishedCount,
    keepFinishedDays,
    problem: problemOf(rows, files),
  };
}

function problemOf(rows: unknown, files: unknown): string | null {
  if (rows instanceof Error) return `The list of recordings cannot be read: ${rows.message} Nothing was deleted.`;
  if (files instanceof Error) return `The files of the recordings cannot be read: ${files.message}`;
  return null;
}

async function readRows(): Promise<readonly (RecordingRow | UnreadableRow)[]> {
  const catalog = await openCatalog();
  try {
    return await catalog.all();
  } finally {
    catalog.close();
  }
}

async function estimateFreeBytes(): Promise<number | null> {
  const { quota, usage } = await navigator.storage.estimate();
  return quota === undefined || usage === undefined ? null : Math.max(0, quota - usage);
}

function asError(error: unknown): Error {
  console.error('Reading what is stored:', error);
  return error instanceof Error ? error : new Error(String(error));
}
