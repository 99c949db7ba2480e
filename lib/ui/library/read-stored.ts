import { systemClock } from '../../base/clock.ts';
import { storedCopies } from '../../export/copies-folder.ts';
import { loadSettings } from '../../settings/settings-store.ts';
import { openCatalog, type RecordingRow, type UnreadableRow } from '../../spool/catalog.ts';
import { patientCatalog } from '../../spool/patient-catalog.ts';
import { storedFiles } from '../../spool/stored-files.ts';
import type { Stored } from './library-item.ts';

/** All that the page knows of this computer. */
export interface Findings extends Stored {
  /** Bytes that the browser lets this extension still write; null when it does not say. */
  readonly freeBytes: number | null;
  /** Bytes of copies that were made to be downloaded; they go by themselves. */
  readonly copiesBytes: number;
  readonly keepFinishedCount: number;
  readonly keepFinishedDays: number;
  /** What could not be read, in a sentence; null when all could. */
  readonly problem: string | null;
}

/** Looks at the catalog and the files. What cannot be read is told in `problem`; the rest is there. */
export async function readStored(): Promise<Findings> {
  const [rows, files, copiesBytes, freeBytes, settings] = await Promise.all([
    readRows().catch(asError),
    storedFiles().catch(asError),
    sumOfCopies(),
    estimateFreeBytes(),
    loadSettings(),
  ]);
  const { keepFinishedCount, keepFinishedDays } = settings;
  return {
    rows: rows instanceof Error ? null : rows,
    files: files instanceof Error ? new Map() : files,
    freeBytes,
    copiesBytes,
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
  const catalog = patientCatalog(openCatalog, systemClock);
  try {
    return await catalog.all();
  } finally {
    catalog.close();
  }
}

/** They only add to a sum: what cannot be read counts as nothing. */
async function sumOfCopies(): Promise<number> {
  const copies = await storedCopies().catch(asError);
  return copies instanceof Error ? 0 : copies.reduce((sum, { bytes }) => sum + bytes, 0);
}

async function estimateFreeBytes(): Promise<number | null> {
  const { quota, usage } = await navigator.storage.estimate();
  return quota === undefined || usage === undefined ? null : Math.max(0, quota - usage);
}

function asError(error: unknown): Error {
  console.error('Reading what is stored:', error);
  return error instanceof Error ? error : new Error(String(error));
}
