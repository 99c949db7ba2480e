import { inTime, systemClock } from '../base/clock.ts';
import { ballastFile } from './recording-files.ts';

/** An estimate is there at once, or something is wrong. */
const PATIENCE_MS = 5_000;

/** Bytes that still fit, as the browser estimates; null when it doesn't. Never rejects, and answers within seconds. */
export async function estimateFreeBytes(): Promise<number | null> {
  try {
    const estimating = navigator.storage.estimate();
    const { quota, usage } = await inTime(estimating, PATIENCE_MS, systemClock, 'The disk does not answer.');
    return quota === undefined || usage === undefined ? null : Math.max(0, quota - usage);
  } catch (error) {
    console.warn('The free space could not be estimated.', error);
    return null;
  }
}

/** Bytes that Reelay holds on the disk until it is full, see `Ballast`. Never rejects, and answers within seconds. */
export async function findHeldBytes(): Promise<number> {
  try {
    return (await inTime(ballastFile(), PATIENCE_MS, systemClock, 'The disk does not answer.')).size;
  } catch (error) {
    console.debug('No space is held on the disk.', error);
    return 0;
  }
}
