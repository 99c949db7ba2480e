import type { Clock } from '../../base/clock.ts';
import { inTime } from '../../base/clock.ts';
import type { SessionArea } from '../../base/session-area.ts';
import type { Message } from '../../recording/message.ts';
import { noRoom } from '../../spool/free-space.ts';
import type { AlarmArea } from '../resume/resume-alarm.ts';

/** Rings while something is to be mended. */
export const FULL_DISK_ALARM = 'full-disk';
/** The browser allows no less. */
const LOOK_EVERY_MINUTES = 0.5;
const KEY = 'diskWasFull';
/** Much more than a start of the browser writes. */
const FULL_BYTES = 1_000_000;
/** Mending takes half a second, on a busy machine a few. A start waits for it. */
const PATIENCE_MS = 9_000;

/** What is needed to mend what a full disk has done. */
export interface FullDiskPorts {
  /** Forgotten when the browser ends. */
  readonly area: SessionArea;
  /** Null when unknown; never rejects. */
  readonly freeBytes: () => Promise<number | null>;
  /** See `renewNames`. */
  readonly renewNames: () => Promise<void>;
  readonly alarms: AlarmArea;
  readonly clock: Pick<Clock, 'wait'>;
}

/** What is known about a disk that was full, until the browser ends. */
export interface FullDisk {
  /** Call it at each start of the service worker: the first one is the browser's. Never rejects. */
  lookAtStart(): Promise<void>;
  /** Call it before files are deleted. Never rejects. */
  look(): Promise<void>;
  /** Mends what is to be mended, if there is room. The alarm rang, or a recording is about to start. Never rejects. */
  mend(): Promise<void>;
  /** Why nothing can be recorded; null when all is well, or was mended now. Never rejects. */
  whyNot(): Promise<Message | null>;
}

/**
 * A browser that starts on a disk without a free byte, or deletes files on one, can leave half an entry in the log of the database
 * that says where files are. It works on, but its next start reads nothing of what follows in that part of the log: all files that
 * were created later are gone. So as soon as there is room, that part of the log is left behind.
 */
export function createFullDisk({ area, freeBytes, renewNames, alarms, clock }: FullDiskPorts): FullDisk {
  const isFull = async () => {
    const free = await freeBytes();
    return free !== null && free < FULL_BYTES;
  };
  const wasFull = async () => (await area.get(KEY))[KEY] === true;
  const note = async () => {
    await area.set({ [KEY]: true });
    await alarms.create(FULL_DISK_ALARM, { periodInMinutes: LOOK_EVERY_MINUTES });
  };
  const trying = async (work: () => Promise<void>): Promise<void> => {
    try {
      await inTime(work(), PATIENCE_MS, clock, { id: 'control.browserNoAnswer' });
    } catch (error) {
      console.warn('What a full disk does is not taken care of.', error);
    }
  };
  const mend = () =>
    trying(async () => {
      if (!(await wasFull()) || noRoom(await freeBytes()) !== null) return;
      await renewNames();
      await area.set({ [KEY]: false });
      await alarms.clear(FULL_DISK_ALARM);
    });
  return {
    mend,
    lookAtStart: () =>
      trying(async () => {
        if (KEY in (await area.get(KEY))) return;
        await area.set({ [KEY]: false });
        if (await isFull()) await note();
      }),
    look: () =>
      trying(async () => {
        if (await isFull()) await note();
      }),
    async whyNot() {
      await mend();
      let isLeft = false;
      await trying(async () => {
        isLeft = await wasFull();
      });
      return isLeft ? { id: 'control.diskWasFull' } : null;
    },
  };
}
