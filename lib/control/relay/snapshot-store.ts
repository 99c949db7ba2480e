import type { SessionArea } from '../../base/session-area.ts';
import { EMPTY_SNAPSHOT, type Snapshot } from '../../recording/snapshot.ts';

const KEY = 'snapshot';

/** The last Snapshot; it survives the service worker. */
export interface SnapshotStore {
  snapshot(): Snapshot;
  /** Replaces it; `snapshot()` gives the new one at once. */
  set(snapshot: Snapshot): Promise<void>;
}

/**
 * Reads the Snapshot that an earlier service worker left in `area`.
 * @param parse turns what is stored into a Snapshot; when it throws, what is stored counts as nothing.
 */
export async function openSnapshotStore(
  area: SessionArea,
  parse: (stored: unknown) => Snapshot,
): Promise<SnapshotStore> {
  let current = read((await area.get(KEY))[KEY], parse);
  return {
    snapshot: () => current,
    async set(snapshot) {
      current = snapshot;
      await area.set({ [KEY]: snapshot });
    },
  };
}

function read(stored: unknown, parse: (stored: unknown) => Snapshot): Snapshot {
  if (stored === undefined) return EMPTY_SNAPSHOT;
  try {
    return parse(stored);
  } catch (error) {
    // Left by another version of the extension: the offscreen document and the catalog know the truth.
    console.warn('The stored snapshot is not readable.', error);
    return EMPTY_SNAPSHOT;
  }
}
