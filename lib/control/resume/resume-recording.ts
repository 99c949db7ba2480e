import type { Clock } from '../../base/clock.ts';
import { inTime } from '../../base/clock.ts';

const PATIENCE_MS = 60_000;

/** What resuming a recording needs. */
export interface ResumePorts {
  /** Opens the offscreen document and keeps it open while `work` runs. */
  readonly withDocument: <T>(work: () => Promise<T>) => Promise<T>;
  /** Makes the recorder resume a recording. No effect when it's already open. */
  readonly recover: (id: string) => Promise<unknown>;
  readonly clock: Clock;
}

/**
 * Creates the function that resumes an unfinished recording. It throws TooLateError after a minute: a recorder that
 * never answers must not keep its document open.
 */
export function createResume({ withDocument, recover, clock }: ResumePorts): (id: string) => Promise<void> {
  return (id) =>
    withDocument(async () => {
      await inTime(recover(id), PATIENCE_MS, clock, { id: 'control.resumeTooLong' });
    });
}
