import type { Clock } from '../base/clock.ts';
import { inTime } from '../base/clock.ts';
import type { Catalog } from './catalog.ts';

/** A catalog answers in milliseconds, on a busy disk in a second. */
const PATIENCE_MS = 8_000;

/**
 * A catalog that opens on first use. If it doesn't answer in time, doesn't open or breaks, the caller gets an error,
 * and the catalog is opened again for the next call: recording continues without it and returns to it later.
 * @param open receives what to call when the connection has ended, see `openCatalog`.
 */
export function patientCatalog(open: (ended: () => void) => Promise<Catalog>, clock: Pick<Clock, 'wait'>): Catalog {
  let opening: Promise<Catalog> | null = null;

  const drop = (dropped: Promise<Catalog>): void => {
    if (opening !== dropped) return;
    opening = null;
    // A connection that opens too late isn't used.
    dropped.then(
      (catalog) => catalog.close(),
      () => undefined,
    );
  };

  const openAgain = (): Promise<Catalog> => {
    const mine: Promise<Catalog> = open(() => drop(mine));
    opening = mine;
    return mine;
  };

  const use = async <T>(work: (catalog: Catalog) => Promise<T>): Promise<T> => {
    const mine = opening ?? openAgain();
    try {
      return await inTime(mine.then(work), PATIENCE_MS, clock, { id: 'spool.databaseNoAnswer' });
    } catch (error) {
      drop(mine);
      throw error;
    }
  };

  return {
    put: (row) => use((catalog) => catalog.put(row)),
    get: (id) => use((catalog) => catalog.get(id)),
    all: () => use((catalog) => catalog.all()),
    delete: (id) => use((catalog) => catalog.delete(id)),
    rewrite: (change) => use((catalog) => catalog.rewrite(change)),
    close: () => {
      if (opening !== null) drop(opening);
    },
  };
}
