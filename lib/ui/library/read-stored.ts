import { systemClock } from '../../base/clock.ts';
import { storedCopies } from '../../export/copies-folder.ts';
import { loadSettings } from '../../settings/settings-store.ts';
import { openCatalog, type RecordingRow, type UnreadableRow } from '../../spool/catalog.ts';
import { estimateFreeBytes } from '../../spool/estimate-free-bytes.ts';
import { patientCatalog } from '../../spool/patient-catalog.ts';
import { storedFiles } from '../../spool/stored-files.ts';
import { sayError } from '../../words/say.ts';
import { t } from '../../words/t.ts';
import type { Stored } from './library-item.ts';

/** Everything the page knows about this computer. */
export interface Findings extends Stored {
  /** Bytes this extension may still write; null when the browser doesn't say. */
  readonly freeBytes: number | null;
  /** Bytes of copies made for download; they are deleted automatically. */
  readonly copiesBytes: number;
  readonly keepFinishedCount: number;
  readonly keepFinishedDays: number;
  /** A sentence about what could not be read; null when everything could. */
  readonly problem: string | null;
}

/** Reads the catalog and the files. `problem` says what couldn't be read; everything else is there. */
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
  if (rows instanceof Error) return t('ui.library.rowsUnreadable', { reason: sayError(rows) });
  if (files instanceof Error) return t('ui.library.filesUnreadable', { reason: sayError(files) });
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

/** They only add to a total, so what can't be read counts as zero. */
async function sumOfCopies(): Promise<number> {
  const copies = await storedCopies().catch(asError);
  return copies instanceof Error ? 0 : copies.reduce((sum, { bytes }) => sum + bytes, 0);
}

function asError(error: unknown): Error {
  console.error('Reading the stored recordings:', error);
  return error instanceof Error ? error : new Error(String(error));
}
