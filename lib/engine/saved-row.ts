import type { Clock } from '../base/clock.ts';
import { inTime } from '../base/clock.ts';
import type { Catalog, RecordingRow } from '../spool/catalog.ts';
import { newerRow } from '../spool/row.ts';

/** Reading either takes a few milliseconds. */
const PATIENCE_MS = 2_000;

/** What reading a row needs. Any of these calls may never settle. */
export interface SavedRowPorts {
  readonly clock: Pick<Clock, 'wait'>;
  readonly catalog: Pick<Catalog, 'get'>;
  /** The copy of a recording's row; null when there is none that can be read. */
  findRowCopy(id: string): Promise<RecordingRow | null>;
}

/** What is known about a recording. */
export interface SavedRow {
  /** Null when nothing is. */
  readonly row: RecordingRow | null;
  /** Why the list couldn't be read; null when it could. The row is that of the copy then. */
  readonly listError: unknown;
  /** Why the copy couldn't be read, which may be newer; null when it could, or there is none. */
  readonly copyError: unknown;
}

/** The row that an earlier engine left. A change that the list didn't take may be in the copy. Never rejects. */
export async function readSavedRow(id: string, { clock, catalog, findRowCopy }: SavedRowPorts): Promise<SavedRow> {
  const [listed, copied] = await Promise.allSettled([
    inTime(catalog.get(id), PATIENCE_MS, clock, { id: 'spool.databaseNoAnswer' }),
    inTime(findRowCopy(id), PATIENCE_MS, clock, { id: 'spool.diskNoAnswer' }),
  ]);
  const copy = copied.status === 'fulfilled' ? copied.value : null;
  const copyError: unknown = copied.status === 'rejected' ? copied.reason : null;
  if (listed.status === 'rejected') return { row: copy, listError: listed.reason, copyError };
  return { row: newerRow(listed.value, copy), listError: null, copyError };
}
