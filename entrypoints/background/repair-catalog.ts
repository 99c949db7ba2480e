import { type Catalog, openCatalog } from '../../lib/spool/catalog.ts';
import { findFile } from '../../lib/spool/found-file.ts';
import { deleteFiles, recordingsOnDisk } from '../../lib/spool/recording-files.ts';
import { repair } from '../../lib/spool/repair.ts';
import { waitForRecordingLock } from '../../lib/upload/upload-lock.ts';

/** The browser takes a moment to let go of what a dead document held; one that lives keeps it. */
const LOCK_PATIENCE_MS = 2_000;

/** Told what was repaired, and what could not be: a sentence for the log. */
export type RepairNote = (level: 'warning' | 'error', sentence: string, recordingId: string) => void;

/** Brings the catalog in line with the files, see {@link repair}; leaves alone what somebody has open. */
export async function repairCatalog(note: RepairNote): Promise<void> {
  const catalog = await openCatalog();
  try {
    const rows = new Map((await catalog.all()).map((row) => [row.id, row]));
    const onDisk = new Set(await recordingsOnDisk());
    const repairs = [...new Set([...rows.keys(), ...onDisk])].map((id) =>
      repairOne(id, catalog, onDisk.has(id), note).catch((error: unknown) => {
        note('error', `It could not be compared with its file: ${String(error)}`, id);
      }),
    );
    await Promise.all(repairs);
  } finally {
    catalog.close();
  }
}

async function repairOne(id: string, catalog: Catalog, hasFolder: boolean, note: RepairNote): Promise<void> {
  const lock = await waitForRecordingLock(id, AbortSignal.timeout(LOCK_PATIENCE_MS));
  if (lock === null) return;
  try {
    // Only now is it certain that nobody changes it.
    const row = (await catalog.all()).find((other) => other.id === id) ?? null;
    const what = repair(id, row, hasFolder ? await findFile(id) : null, Date.now());
    if (what.kind === 'none') return;
    if (what.kind === 'put') await catalog.put(what.row);
    else await deleteFiles(id);
    note('warning', what.log, id);
  } finally {
    lock.release();
  }
}
