import type { SessionArea } from '../../base/session-area.ts';
import { leftOverCopies, removeAllCopies, removeCopies, storedCopies } from '../../export/copies-folder.ts';
import { recordingsOnDisk } from '../../spool/recording-files.ts';

/** Set once a browser session has begun without copies of the last one. */
const KEY = 'copies-cleared';

/**
 * Deletes copies that were made to be downloaded and are not needed any more.
 * @param area `storage.session`, which is empty when the browser starts.
 * @returns whether some have to be looked at again in a minute.
 */
export async function removeLeftOverCopies(area: SessionArea): Promise<boolean> {
  if ((await area.get(KEY))[KEY] !== true) {
    await removeAllCopies();
    await area.set({ [KEY]: true });
    return false;
  }
  const { now, soon } = leftOverCopies(await storedCopies(), await recordingsOnDisk(), Date.now());
  await removeCopies(now);
  return soon.length > 0;
}
