import type { Clock } from '../../base/clock.ts';
import { inTime } from '../../base/clock.ts';

const PATIENCE_MS = 60_000;

/** What resuming a recording needs of the world. */
export interface ResumePorts {
  /** Opens the offscreen document and keeps it open while `work` runs. */
  readonly withDocument: <T>(work: () => Promise<T>) => Promise<T>;
  /** Has the recorder resume a recording; nothing happens to one that it works on already. */
  readonly recover: (id: string) => Promise<unknown>;
  readonly clock: Clock;
}

/**
 * Makes the function that has an unfinished recording resumed.
 * It throws TooLateError after a minute: a recorder that never answers must not keep its document open.
 */
export function createResume({ withDocument, recover, clock }: ResumePorts): (id: string) => Promise<void> {
  return (id) =>
    withDocument(async () => {
      await inTime(recover(id), PATIENCE_MS, clock, { id: 'control.resumeTooLong' });
    });
}
