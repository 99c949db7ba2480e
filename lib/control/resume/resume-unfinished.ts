import type { Clock } from '../../base/clock.ts';
import { inTime } from '../../base/clock.ts';
import { isAtWork } from '../../recording/snapshot.ts';
import type { RecordingRow } from '../../spool/catalog.ts';

/** Most are resumed at once. One that is not may take a minute, and this service worker may be gone by then. */
const FIRST_NEWS_MS = 3_000;
/** A step that takes longer is given up, so that everything else is resumed. */
const STEP_PATIENCE_MS = 15_000;

/** What {@link resumeUnfinished} needs. */
export interface UnfinishedPorts {
  /** Brings the catalog in line with the files. */
  readonly repair: () => Promise<void>;
  /** All recordings of the catalog that can be read. */
  readonly rows: () => Promise<readonly RecordingRow[]>;
  /** Makes the document resume one, or gives up. No effect when it's already open. */
  readonly resume: (id: string) => Promise<void>;
  /** Whether the document is recording it now. */
  readonly isBeingMade: (id: string) => boolean;
  /** Shows recordings that wait for you: nothing works on them. */
  readonly showWaiting: (rows: readonly RecordingRow[]) => Promise<void>;
  /**
   * Notifies you about recordings that were interrupted and are being finished; the latest notification replaces the
   * last.
   */
  readonly announce: (rows: readonly RecordingRow[]) => Promise<void>;
  readonly clock: Clock;
  /** Called with what went wrong; null when it is not about one recording. */
  readonly onProblem: (id: string | null, error: unknown) => void;
}

/**
 * Tries once to resume every unfinished recording. What waits for the person is only shown.
 * Resolves to whether nothing is left to resume; a failed repair or a failure to show something does not count.
 * It always ends, whatever hangs. @throws Error when the catalog cannot be read.
 */
export async function resumeUnfinished(ports: UnfinishedPorts): Promise<boolean> {
  const tryTo = async (work: () => Promise<void>, id: string | null = null): Promise<boolean> => {
    try {
      await work();
      return true;
    } catch (error) {
      ports.onProblem(id, error);
      return false;
    }
  };
  const soon = <T>(work: () => Promise<T>): Promise<T> =>
    inTime(work(), STEP_PATIENCE_MS, ports.clock, { id: 'control.stepTooLong' });
  const rowsSoon = () => soon(ports.rows);
  // Recordings that do not match their files are resumed as far as possible.
  await tryTo(() => soon(ports.repair));
  const rows = await rowsSoon();
  const going = rows.filter(isAtWork);
  const interrupted = going.filter(({ id, sealedBytes }) => sealedBytes === null && !ports.isBeingMade(id));
  // At the same time: one may wait for a lock that the browser has not given back yet.
  const taking = Promise.all(going.map(({ id }) => tryTo(() => ports.resume(id), id)));
  const waiting = rows.filter(({ state }) => state === 'blocked');
  await tryTo(() => soon(() => ports.showWaiting(waiting)));
  const announceNew = createAnnouncer(interrupted, rowsSoon, ports.announce);
  const announce = () => soon(announceNew);
  const ended = new AbortController();
  void taking.finally(() => ended.abort());
  await ports.clock.wait(FIRST_NEWS_MS, ended.signal);
  await tryTo(announce);
  const outcomes = await taking;
  await tryTo(announce);
  return outcomes.every((taken) => taken);
}

/** Makes the function that announces all recordings that were resumed so far, unless it has announced them all before. */
function createAnnouncer(
  interrupted: readonly RecordingRow[],
  readRows: UnfinishedPorts['rows'],
  announce: UnfinishedPorts['announce'],
): () => Promise<void> {
  const ids = new Set(interrupted.map(({ id }) => id));
  const announced = new Set<string>();
  return async () => {
    if (announced.size === ids.size) return;
    // One with nothing on disk has failed by now, and one that something else has open was not interrupted.
    const taken = (await readRows()).filter(({ id, state, sealedBytes }) => {
      return ids.has(id) && sealedBytes !== null && state !== 'failed';
    });
    if (taken.every(({ id }) => announced.has(id))) return;
    for (const { id } of taken) announced.add(id);
    await announce(taken);
  };
}
