import { loadSettings } from '../../lib/settings/settings-store.ts';
import { type Catalog, openCatalog } from '../../lib/spool/catalog.ts';
import { deleteFiles } from '../../lib/spool/recording-files.ts';
import { storedFiles } from '../../lib/spool/stored-files.ts';
import { waitForRecordingLock } from '../../lib/upload/upload-lock.ts';
import { type DeletePorts, deleteRecording } from './delete-recording.ts';
import { type Removed, removeExpired } from './remove-expired.ts';

/** An engine that has just been closed, or is done and about to be, holds its lock for a moment. */
const LOCK_PATIENCE_MS = 5_000;

const takeLock = (id: string) => waitForRecordingLock(id, AbortSignal.timeout(LOCK_PATIENCE_MS));

/** Deletes a recording that the person wants to be rid of. @throws DeleteRefusedError */
export async function deleteStored(id: string, ports: Pick<DeletePorts, 'snapshot' | 'show' | 'letGo'>): Promise<void> {
  await withCatalog((catalog) =>
    deleteRecording(id, { ...ports, takeLock, deleteFiles, deleteRow: (of) => catalog.delete(of) }),
  );
}

/** Deletes what has been kept long enough, as the settings say. */
export async function tidyUp(): Promise<Removed> {
  const { keepFinishedCount: count, keepFinishedDays: days } = await loadSettings();
  return withCatalog((catalog) =>
    removeExpired(
      { rows: catalog.all, files: storedFiles, takeLock, deleteFiles, deleteRow: (id) => catalog.delete(id) },
      { count, days },
      Date.now(),
    ),
  );
}

async function withCatalog<T>(work: (catalog: Catalog) => Promise<T>): Promise<T> {
  const catalog = await openCatalog();
  try {
    return await work(catalog);
  } finally {
    catalog.close();
  }
}
