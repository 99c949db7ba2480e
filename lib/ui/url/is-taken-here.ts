import { browser } from 'wxt/browser';
import { inTime, systemClock } from '../../base/clock.ts';
import { openCatalog } from '../../spool/catalog.ts';
import { isOfDeleted } from '../../spool/deleted-urls.ts';
import { patientCatalog } from '../../spool/patient-catalog.ts';
import { isReadable } from '../../spool/row.ts';
import { isTaken, notReplaceable } from '../../spool/used-url.ts';

/** Reading a catalog takes milliseconds, and `storage.local` no longer. */
const PATIENCE_MS = 2_000;

/**
 * Whether the URL is one of another recording on this computer than `ownId`, sent or not. `mayReplace`: those
 * that were sent don't count. False when the catalog doesn't say: the
 * start asks again.
 */
export async function isTakenHere(url: string, ownId: string | null, mayReplace: boolean): Promise<boolean> {
  const catalog = patientCatalog(openCatalog, systemClock);
  try {
    const rows = await inTime(catalog.all(), PATIENCE_MS, systemClock, { id: 'spool.databaseNoAnswer' });
    const readable = rows.filter(isReadable);
    return isTaken(mayReplace ? notReplaceable(readable) : readable, url, ownId);
  } catch (error) {
    console.warn('It is not known whether the upload URL was used.', error);
    return false;
  } finally {
    catalog.close();
  }
}

/** Whether a recording that was deleted was sent to the URL. False when the browser doesn't say: the start asks again. */
export async function isSentByDeleted(url: string): Promise<boolean> {
  try {
    const asking = isOfDeleted(browser.storage.local, url, Date.now());
    return await inTime(asking, PATIENCE_MS, systemClock, { id: 'control.browserNoAnswer' });
  } catch (error) {
    console.warn('It is not known whether a deleted recording was sent to the upload URL.', error);
    return false;
  }
}
