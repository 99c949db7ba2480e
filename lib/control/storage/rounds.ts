import { sentenceOf } from '../../base/errors.ts';
import type { AlarmArea } from '../resume/resume-alarm.ts';
import type { Removed } from './remove-expired.ts';

/** The alarm of the daily round. */
export const ROUND_ALARM = 'round';
const DAY_MINUTES = 24 * 60;

/** What {@link createRound} needs of the world. */
export interface RoundPorts {
  /** Deletes recordings that were kept long enough. */
  readonly removeExpired: () => Promise<Removed>;
  /** Deletes copies that are not needed any more. Resolves to whether some have to be looked at again in a minute. */
  readonly removeCopies: () => Promise<boolean>;
  /** Gives back access to servers that nothing uses. Resolves to their patterns. */
  readonly reviewHosts: () => Promise<readonly string[]>;
  readonly alarms: AlarmArea;
  readonly write: (level: 'info' | 'warning', text: string, recordingId?: string) => Promise<void>;
  readonly recordingsChanged: () => void;
}

/** Makes the function that tidies up: at each start of the worker, when something is done with, and once a day. It never rejects. */
export function createRound(ports: RoundPorts): () => Promise<void> {
  const { write, alarms } = ports;
  const tryTo = async (work: () => Promise<void>, failure: string): Promise<void> => {
    try {
      await work();
    } catch (error) {
      await write('warning', `${failure}: ${sentenceOf(error)}`).catch((cause: unknown) =>
        console.warn(failure, cause),
      );
    }
  };
  return async () => {
    let lookAgain = false;
    await tryTo(async () => {
      const { files, records } = await ports.removeExpired();
      for (const id of files) await write('info', 'Its file was deleted from this computer, as the settings say.', id);
      if (files.length + records.length > 0) ports.recordingsChanged();
    }, 'Old recordings could not be deleted');
    await tryTo(async () => {
      lookAgain = await ports.removeCopies();
    }, 'Old copies could not be deleted');
    await tryTo(async () => {
      for (const pattern of await ports.reviewHosts()) {
        await write(
          'info',
          `Access to ${new URL(pattern.replace('*://', 'https://')).hostname} was given back: nothing used it for 30 days.`,
        );
      }
    }, 'Access to unused servers could not be given back');
    await tryTo(() => setAlarm(alarms, lookAgain), 'The browser sets no alarm for tomorrow');
  };
}

async function setAlarm(alarms: AlarmArea, soon: boolean): Promise<void> {
  // One that is set goes on counting: a worker that starts often would put it off for ever.
  if (!soon && (await alarms.get(ROUND_ALARM)) !== undefined) return;
  await alarms.create(ROUND_ALARM, { ...(soon ? { delayInMinutes: 1 } : {}), periodInMinutes: DAY_MINUTES });
}
