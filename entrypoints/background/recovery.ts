import type { Snapshot } from '../../lib/recording/snapshot.ts';
import { anyAtWork } from '../../lib/relay/at-work.ts';
import { markLost } from '../../lib/relay/mark-lost.ts';
import type { SessionArea } from '../../lib/relay/session-area.ts';

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
  /** The recordings that the catalog holds as unfinished, oldest first. */
  readonly unfinished: () => Promise<readonly { readonly id: string }[]>;
  /** Has the document take one up; nothing happens to one that it works on already. */
  readonly takeUp: (id: string) => Promise<unknown>;
  readonly onProblem: (id: string, error: unknown) => void;
}

/**
 * Has every unfinished recording taken up: once in a browser session, and whenever something was `lost`. Not at each
 * start of the service worker: one that waits for the person would be tried again and again.
 */
export async function takeUpUnfinished(ports: TakeUpPorts, lost: boolean): Promise<void> {
  const { [KEY]: wasTakenUp } = await ports.area.get(KEY);
  if (wasTakenUp === true && !lost) return;
  await ports.area.set({ [KEY]: true });
  const recordings = await ports.unfinished();
  // At the same time: one may wait for a lock that the browser has not given back yet.
  await Promise.all(recordings.map(({ id }) => ports.takeUp(id).catch((error: unknown) => ports.onProblem(id, error))));
}
