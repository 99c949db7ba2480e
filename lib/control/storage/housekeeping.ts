import { browser } from 'wxt/browser';
import { inTime, systemClock } from '../../base/clock.ts';
import { sentUrlDigest } from '../../engine/sent-url.ts';
import { settledWithoutSecrets } from '../../engine/without-secrets.ts';
import { isSettled } from '../../recording/state.ts';
import { urlsIn } from '../../recording/target.ts';
import { loadMinting } from '../../settings/minting-store.ts';
import { loadSettings } from '../../settings/settings-store.ts';
import { type Catalog, isReadable, openCatalog, type RecordingRow } from '../../spool/catalog.ts';
import { isOfDeleted, rememberDeleted } from '../../spool/deleted-urls.ts';
import { takeUnusedFile } from '../../spool/file-use.ts';
import { findFile, findRowCopy } from '../../spool/found-file.ts';
import { patientCatalog } from '../../spool/patient-catalog.ts';
import { deleteFiles, deleteRowCopy, recordingsOnDisk } from '../../spool/recording-files.ts';
import { storedFiles } from '../../spool/stored-files.ts';
import { waitForRecordingLock } from '../../upload/locks.ts';
import { type DeletePorts, deleteRecording } from './delete-recording.ts';
import { type Removed, removeExpired } from './remove-expired.ts';
import { type RepairPorts, repairCatalog } from './repair-catalog.ts';

/** An engine that has just been closed, or is done and about to be, holds its lock for a moment. */
const LOCK_PATIENCE_MS = 5_000;
/** The browser takes a moment to let go of what a dead document held; one that lives keeps it. */
const DEAD_LOCK_PATIENCE_MS = 2_000;
/** Reading the catalog and writing to `storage.local` take milliseconds. */
const REMEMBER_PATIENCE_MS = 5_000;

const takeLock = (id: string) => waitForRecordingLock(id, AbortSignal.timeout(LOCK_PATIENCE_MS));
const takeDeadLock = (id: string) => waitForRecordingLock(id, AbortSignal.timeout(DEAD_LOCK_PATIENCE_MS));

/** Deletes a recording that the person wants to be rid of. @throws DeleteRefusedError */
export async function deleteStored(id: string, ports: Pick<DeletePorts, 'snapshot' | 'show' | 'letGo'>): Promise<void> {
  await withCatalog((catalog) =>
    deleteRecording(id, {
      ...ports,
      takeUnusedFile,
      takeLock,
      rememberUrl: (of) => rememberUrl(of, catalog),
      deleteFiles,
      deleteRow: (of) => catalog.delete(of),
    }),
  );
}

/** A recording that the person wants to be rid of is deleted all the same where this fails. */
async function rememberUrl(id: string, catalog: Catalog): Promise<void> {
  const remembering = async () => {
    const row = (await catalog.all()).find((other) => other.id === id);
    const digest = row !== undefined && isReadable(row) ? sentUrlDigest(row) : null;
    if (digest !== null) await rememberDeleted(browser.storage.local, digest, Date.now());
  };
  try {
    await inTime(remembering(), REMEMBER_PATIENCE_MS, systemClock, { id: 'control.browserNoAnswer' });
  } catch (error) {
    console.warn('Where the deleted recording was sent is not remembered.', error);
  }
}

/** Whether a recording that was deleted was sent to this URL. May reject, or never settle. */
export function isSentByDeleted(url: string): Promise<boolean> {
  return isOfDeleted(browser.storage.local, url, Date.now());
}

/** Deletes what has been kept long enough, as the settings say. */
export async function tidyUp(): Promise<Removed> {
  const { keepFinishedCount: count, keepFinishedDays: days } = await loadSettings();
  return withCatalog((catalog) =>
    removeExpired(
      {
        rows: catalog.all,
        files: storedFiles,
        takeUnusedFile,
        takeLock,
        deleteFiles,
        deleteRow: (id) => catalog.delete(id),
      },
      { count, days },
      Date.now(),
    ),
  );
}

/** Brings the catalog in line with the files, and takes from it what earlier versions kept of secrets. */
export async function repairStored(note: RepairPorts['note']): Promise<void> {
  await withCatalog(async (catalog) => {
    await catalog
      .rewrite(settledWithoutSecrets)
      .catch((error: unknown) => console.warn('The catalog was not cleaned of what is not needed.', error));
    const files = { recordingsOnDisk, findFile, findRowCopy, deleteRowCopy, deleteFiles };
    await repairCatalog({ catalog, ...files, takeLock: takeDeadLock, nowMs: Date.now, note });
  });
}

/** All recordings of the catalog that can be read. */
export function storedRows(): Promise<readonly RecordingRow[]> {
  return withCatalog(async (catalog) => (await catalog.all()).filter(isReadable));
}

/** The URLs that something is still to be sent to, or asked of: of what is unfinished, and the minting endpoint. */
export async function neededUrls(): Promise<readonly string[]> {
  const rows = await withCatalog((catalog) => catalog.all());
  const unfinished = rows.filter((row) => !isReadable(row) || !isSettled(row.state));
  return [...urlsIn(unfinished), ...urlsIn(await loadMinting())];
}

async function withCatalog<T>(work: (catalog: Catalog) => Promise<T>): Promise<T> {
  const catalog = patientCatalog(openCatalog, systemClock);
  try {
    return await work(catalog);
  } finally {
    catalog.close();
  }
}
