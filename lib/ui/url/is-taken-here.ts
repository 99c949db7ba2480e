import { inTime, systemClock } from '../../base/clock.ts';
import { openCatalog } from '../../spool/catalog.ts';
import { patientCatalog } from '../../spool/patient-catalog.ts';
import { isReadable } from '../../spool/row.ts';
import { isTaken } from '../../spool/used-url.ts';

/** Reading a catalog takes milliseconds. */
const PATIENCE_MS = 2_000;

/**
 * Whether the URL is one of another recording on this computer than `ownId`, sent or not. False when the catalog doesn't say: the
 * start asks again.
 */
export async function isTakenHere(url: string, ownId: string | null): Promise<boolean> {
  const catalog = patientCatalog(openCatalog, systemClock);
  try {
    const rows = await inTime(catalog.all(), PATIENCE_MS, systemClock, { id: 'spool.databaseNoAnswer' });
    return isTaken(rows.filter(isReadable), url, ownId);
  } catch (error) {
    console.warn('It is not known whether the upload URL was used.', error);
    return false;
  } finally {
    catalog.close();
  }
}
