import type { RecordingRow } from '../../../lib/spool/row.ts';
import type { RecordingsPage } from './recordings-page.ts';

/** What's on the machine: the ids in the catalog, and those of the folders with files. */
export interface Stored {
  readonly rows: string[];
  readonly folders: string[];
}

/** Reads the catalog and the files, bypassing all of the extension's own code. */
export async function storedRecordings({ page }: RecordingsPage): Promise<Stored> {
  return page.evaluate(async () => {
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const opening = indexedDB.open('reelay');
      opening.onsuccess = () => resolve(opening.result);
      opening.onerror = () => reject(opening.error);
    });
    const rows = await new Promise<string[]>((resolve, reject) => {
      const reading = database.transaction('recordings').objectStore('recordings').getAllKeys();
      reading.onsuccess = () => resolve(reading.result.map(String));
      reading.onerror = () => reject(reading.error);
    });
    database.close();
    const root = await navigator.storage.getDirectory();
    const recordings = await root.getDirectoryHandle('recordings', { create: true });
    const folders: string[] = [];
    for await (const name of recordings.keys()) folders.push(name);
    return { rows, folders };
  });
}

/**
 * Adds a copy of a recording's record to the catalog under another id, with changes, and a copy of its file too if
 * asked.
 */
export async function plant(
  { page }: RecordingsPage,
  fromId: string,
  id: string,
  changes: Partial<RecordingRow> | null,
  withFile: boolean,
): Promise<void> {
  await page.evaluate(
    async (from, to, differs, copyFile) => {
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const opening = indexedDB.open('reelay');
        opening.onsuccess = () => resolve(opening.result);
        opening.onerror = () => reject(opening.error);
      });
      const store = database.transaction('recordings', 'readwrite').objectStore('recordings');
      await new Promise<void>((resolve, reject) => {
        const reading = store.get(from);
        reading.onsuccess = () => {
          if (differs !== null) store.put({ ...reading.result, ...differs, id: to });
          resolve();
        };
        reading.onerror = () => reject(reading.error);
      });
      database.close();
      if (!copyFile) return;
      const root = await (await navigator.storage.getDirectory()).getDirectoryHandle('recordings');
      const file = await (await (await root.getDirectoryHandle(from)).getFileHandle('media')).getFile();
      const folder = await root.getDirectoryHandle(to, { create: true });
      const writable = await (await folder.getFileHandle('media', { create: true })).createWritable();
      await file.stream().pipeTo(writable);
    },
    fromId,
    id,
    changes,
    withFile,
  );
}
