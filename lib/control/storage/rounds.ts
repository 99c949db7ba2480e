import { type Pacer, paced, systemPacer } from '../../base/paced.ts';
import { type Message, messageOf } from '../../recording/message.ts';
import type { AlarmArea } from '../resume/resume-alarm.ts';
import type { Removed } from './remove-expired.ts';

/** The alarm of the daily round. */
export const ROUND_ALARM = 'round';
const DAY_MINUTES = 24 * 60;
/** A round reads the whole list and all files. */
const PAUSE_MS = 5_000;

/** What {@link createRound} needs. */
export interface RoundPorts {
  /** Deletes recordings that were kept long enough. */
  readonly removeExpired: () => Promise<Removed>;
  /** Deletes copies that are not needed any more. Resolves to whether some have to be looked at again in a minute. */
  readonly removeCopies: () => Promise<boolean>;
  /** Returns access to servers that nothing uses. Resolves to their patterns. */
  readonly reviewHosts: () => Promise<readonly string[]>;
  readonly alarms: AlarmArea;
  readonly write: (level: 'info' | 'warning', message: Message, recordingId?: string) => Promise<void>;
  readonly recordingsChanged: () => void;
}

/**
 * Creates the function that tidies up: when the worker starts, when something is done, and once a day. It never
 * rejects.
 */
export function createRound(ports: RoundPorts): () => Promise<void> {
  const { write, alarms } = ports;
  const tryTo = async (work: () => Promise<void>, failure: (reason: Message) => Message): Promise<void> => {
    try {
      await work();
    } catch (error) {
      const message = failure(messageOf(error));
      await write('warning', message).catch((cause: unknown) => console.warn(message.id, cause));
    }
  };
  return async () => {
    let lookAgain = false;
    await tryTo(
      async () => {
        const { files, records } = await ports.removeExpired();
        for (const id of files) await write('info', { id: 'control.fileExpired' }, id);
        if (files.length + records.length > 0) ports.recordingsChanged();
      },
      (reason) => ({ id: 'control.recordingsNotRemoved', reason }),
    );
    await tryTo(
      async () => {
        lookAgain = await ports.removeCopies();
      },
      (reason) => ({ id: 'control.copiesNotRemoved', reason }),
    );
    await tryTo(
      async () => {
        for (const pattern of await ports.reviewHosts()) {
          const host = new URL(pattern.replace('*://', 'https://')).hostname;
          await write('info', { id: 'control.accessReturned', host });
        }
      },
      (reason) => ({ id: 'control.accessNotReturned', reason }),
    );
    await tryTo(
      () => setAlarm(alarms, lookAgain),
      (reason) => ({ id: 'control.alarmNotSet', reason }),
    );
  };
}

/** Makes `round` now, or a few seconds after the last one: whoever deletes a hundred recordings needs two, not a hundred. */
export function inRounds(round: () => Promise<void>, pacer: Pacer = systemPacer): () => void {
  const soon = paced(() => void round(), pacer);
  return () => soon(PAUSE_MS);
}

async function setAlarm(alarms: AlarmArea, soon: boolean): Promise<void> {
  // An alarm that is already set keeps counting: a worker that starts often would otherwise put it off forever.
  if (!soon && (await alarms.get(ROUND_ALARM)) !== undefined) return;
  await alarms.create(ROUND_ALARM, { ...(soon ? { delayInMinutes: 1 } : {}), periodInMinutes: DAY_MINUTES });
}
