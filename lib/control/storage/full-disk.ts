import type { SessionArea } from '../../base/session-area.ts';
import type { Message } from '../../recording/message.ts';

const KEY = 'diskWasFull';
/** The database that says where files are has such a small log that a free page or two take what a start adds to it. */
const FULL_BYTES = 1_000_000;

/** What is remembered about the disk until the browser ends. */
export interface FullDisk {
  /** Call it at each start of the service worker: the first one is the browser's. Never rejects. */
  lookAtStart(): Promise<void>;
  /** Call it before files are deleted. Never rejects. */
  look(): Promise<void>;
  /** Why nothing can be recorded until the browser is restarted; null when all is well. Never rejects. */
  whyNot(): Promise<Message | null>;
}

/**
 * A browser that starts on a disk without a free byte, or deletes files on one, leaves half an entry in the log of the database
 * that says where files are. It works on, but its next start reads that log only up to there: all files that were created later
 * are gone. A restart with room mends it.
 *
 * @param area is forgotten when the browser ends.
 * @param freeBytes null when unknown; never rejects.
 */
export function fullDiskIn(area: SessionArea, freeBytes: () => Promise<number | null>): FullDisk {
  const isFull = async () => {
    const free = await freeBytes();
    return free !== null && free < FULL_BYTES;
  };
  const noted = async (note: () => Promise<void>): Promise<void> => {
    try {
      await note();
    } catch (error) {
      console.warn('Whether the disk was full is not remembered.', error);
    }
  };
  return {
    lookAtStart: () =>
      noted(async () => {
        if (KEY in (await area.get(KEY))) return;
        await area.set({ [KEY]: await isFull() });
      }),
    look: () =>
      noted(async () => {
        if (await isFull()) await area.set({ [KEY]: true });
      }),
    async whyNot() {
      try {
        return (await area.get(KEY))[KEY] === true ? { id: 'control.diskWasFull' } : null;
      } catch (error) {
        console.warn('Nobody knows whether the disk was full.', error);
        return null;
      }
    },
  };
}
