import type { Clock } from '../../base/clock.ts';
import { inTime } from '../../base/clock.ts';
import type { SessionArea } from '../../base/session-area.ts';
import type { Message } from '../../recording/message.ts';
import type { AlarmArea } from '../resume/resume-alarm.ts';

/** Rings while a full disk keeps the log from being mended. */
export const NAMES_ALARM = 'names-log';
/** The browser allows no less. */
const LOOK_EVERY_MINUTES = 0.5;
const KEY = 'namesLog';
/** Much more than a start of the browser writes. */
const FULL_BYTES = 1_000_000;
/** Much more than mending writes, and less than a recording needs to start. */
const ROOM_BYTES = 8_000_000;
/** Mending takes a tenth of a second, on a busy machine a few. A start waits for it. */
const PATIENCE_MS = 9_000;

/** What is needed to mend the log. */
export interface NamesLogPorts {
  /** Forgotten when the browser ends. */
  readonly area: SessionArea;
  /** Null when unknown; never rejects. */
  readonly freeBytes: () => Promise<number | null>;
  /** See `renewNames`. */
  readonly renewNames: () => Promise<void>;
  readonly alarms: AlarmArea;
  readonly clock: Pick<Clock, 'wait'>;
}

/** The log in which the browser keeps the names of files, and whether a recording's would be safe there. */
export interface NamesLog {
  /** Call it at each start of the service worker: the first one is the browser's. Never rejects. */
  lookAtStart(): Promise<void>;
  /** Call it before files are deleted. Never rejects. */
  look(): Promise<void>;
  /** Mends what is to be mended, if there is room. The alarm rang, or a recording is about to start. Never rejects. */
  mend(): Promise<void>;
  /** Why nothing can be recorded; null when all is well, or was mended now. Never rejects. */
  whyNot(): Promise<Message | null>;
}

/** `torn` when the disk was seen full, `unsure` in a browser that has just started. */
type Condition = 'sound' | 'unsure' | 'torn';

/**
 * A browser that starts on a disk without a free byte or deletes files on one, or a machine that loses its power, can leave half
 * an entry at the end of the log that says where files are. The browser works on, but its next start reads nothing of what
 * follows in that part of the log: all files that were created later are gone. So that part of the log is left behind at each
 * start of the browser, and as soon as there is room on a disk that was full.
 */
export function createNamesLog({ area, freeBytes, renewNames, alarms, clock }: NamesLogPorts): NamesLog {
  let mending: Promise<void> | null = null;
  const hasLessThan = async (bytes: number) => {
    const free = await freeBytes();
    return free !== null && free < bytes;
  };
  const isFull = () => hasLessThan(FULL_BYTES);
  const condition = async () => (await area.get(KEY))[KEY] as Condition | undefined;
  const note = async (found: Condition) => {
    await area.set({ [KEY]: found });
    if (found === 'torn') await alarms.create(NAMES_ALARM, { periodInMinutes: LOOK_EVERY_MINUTES });
    else await alarms.clear(NAMES_ALARM);
  };
  const trying = async (work: () => Promise<void>): Promise<void> => {
    try {
      await inTime(work(), PATIENCE_MS, clock, { id: 'control.browserNoAnswer' });
    } catch (error) {
      console.warn('The log of file names could not be taken care of.', error);
    }
  };
  const renew = async (): Promise<void> => {
    if ((await condition()) === 'sound' || (await hasLessThan(ROOM_BYTES))) return;
    await renewNames();
    await note('sound');
  };
  const mend = (): Promise<void> => {
    mending ??= trying(renew).finally(() => {
      mending = null;
    });
    return mending;
  };
  return {
    mend,
    async lookAtStart() {
      await trying(async () => {
        if ((await condition()) === undefined) await note((await isFull()) ? 'torn' : 'unsure');
      });
      await mend();
    },
    look: () =>
      trying(async () => {
        if (await isFull()) await note('torn');
      }),
    async whyNot() {
      await mend();
      let isTorn = false;
      await trying(async () => {
        isTorn = (await condition()) === 'torn';
      });
      return isTorn ? { id: 'control.diskWasFull' } : null;
    },
  };
}
