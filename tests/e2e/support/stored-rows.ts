import type { Page } from 'puppeteer-core';
import type { RecordingRow } from '../../../lib/spool/catalog.ts';

/** All rows of the catalog, as they are stored. @param inside a page of the extension. */
export async function readRows(inside: Page): Promise<RecordingRow[]> {
  return await inside.evaluate(async () => {
    const database = await new Promise<IDBDatabase>((resolve) => {
      const request = indexedDB.open('reelay');
      request.addEventListener('success', () => resolve(request.result));
    });
    const rows = await new Promise<RecordingRow[]>((resolve) => {
      const request = database.transaction('recordings').objectStore('recordings').getAll();
      request.addEventListener('success', () => resolve(request.result));
    });
    database.close();
    return rows;
  });
}
