import type { Snapshot } from '../../lib/recording/snapshot.ts';
import { isSettled } from '../../lib/recording/state.ts';
import { anyAtWork } from '../../lib/relay/at-work.ts';
import { markLost } from '../../lib/relay/mark-lost.ts';
import type { SessionArea } from '../../lib/relay/session-area.ts';
import type { RecordingRow } from '../../lib/spool/catalog.ts';

const KEY = 'taken-up';

/** What {@link reconcile} needs of the world. */
export interface ReconcilePorts {
  readonly snapshot: () => Snapshot;
  readonly show: (snapshot: Snapshot) => Promise<void>;
  readonly documentExists: () => Promise<boolean>;
  /** Asks the document to report; the report comes by itself. */
  readonly askForReport: () => void;
}

/**
 * Brings what is shown in line with what is done, at the start of the service worker. Later the document cannot go
 * unnoticed: they share a process, and die together.
 * Resolves to whether something was at work in a document that is gone.
 */
export async function reconcile(ports: ReconcilePorts): Promise<boolean> {
  if (await ports.documentExists()) {
    ports.askForReport();
    return false;
  }
  const lost = anyAtWork(ports.snapshot());
  if (lost) await ports.show(markLost(ports.snapshot()));
  return lost;
}

/** What {@link takeUpUnfinished} needs of the world. */
export interface TakeUpPorts {
  readonly area: SessionArea;
  /** Brings the catalog in line with the files. */
  readonly repair: () => Promise<void>;
  /** All recordings of the catalog that can be read. */
  readonly rows: () => Promise<readonly RecordingRow[]>;
  /** Has the document take one up; nothing happens to one that it works on already. */
  readonly takeUp: (id: string) => Promise<unknown>;
  /** Shows recordings that wait for the person: nobody works on them. */
  readonly showWaiting: (rows: readonly RecordingRow[]) => Promise<void>;
  /** Tells the person of recordings that were interrupted, and are being finished now. */
  readonly announce: (rows: readonly RecordingRow[]) => Promise<void>;
  readonly onProblem: (id: string | null, error: unknown) => void;
}

/**
 * Has every unfinished recording taken up: once in a browser session, and whenever something was `lost`. Not at each
 * start of the service worker: the document goes on with them over its death. What waits for the person is only shown.
 * Resolves to whether there is nothing left to take up; until then the next start of the service worker tries again, too.
 */
export async function takeUpUnfinished(ports: TakeUpPorts, lost: boolean): Promise<boolean> {
  const { [KEY]: wasTakenUp } = await ports.area.get(KEY);
  if (wasTakenUp === true && !lost) return true;
  await ports.area.remove(KEY);
  // What does not fit is taken up as far as it goes.
  await ports.repair().catch((error: unknown) => ports.onProblem(null, error));
  const unfinished = (await ports.rows()).filter(({ state }) => !isSettled(state));
  await ports.showWaiting(unfinished.filter(({ state }) => state === 'blocked'));
  const going = unfinished.filter(({ state }) => state !== 'blocked');
  // At the same time: one may wait for a lock that the browser has not given back yet.
  const outcomes = await Promise.all(going.map(({ id }) => tryToTakeUp(id, ports)));
  const allTaken = outcomes.every((taken) => taken);
  if (allTaken) await ports.area.set({ [KEY]: true });
  await announceInterrupted(going, ports);
  return allTaken;
}

async function tryToTakeUp(id: string, ports: TakeUpPorts): Promise<boolean> {
  try {
    await ports.takeUp(id);
    return true;
  } catch (error) {
    ports.onProblem(id, error);
    return false;
  }
}

async function announceInterrupted(going: readonly RecordingRow[], ports: TakeUpPorts): Promise<void> {
  const interrupted = new Set(going.filter(({ sealedBytes }) => sealedBytes === null).map(({ id }) => id));
  if (interrupted.size === 0) return;
  // One of which nothing was on disk has failed meanwhile, and one that somebody else has open was not interrupted.
  const taken = (await ports.rows()).filter(({ id, state, sealedBytes }) => {
    return interrupted.has(id) && sealedBytes !== null && state !== 'failed';
  });
  if (taken.length > 0) await ports.announce(taken);
}
