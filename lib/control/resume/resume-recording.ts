import type { Clock } from '../../base/clock.ts';
import { inTime } from '../../base/clock.ts';

const PATIENCE_MS = 60_000;

/** What a take-up needs of the world. */
export interface ResumePorts {
  /** Opens the offscreen document and keeps it open while `work` runs. */
  readonly withDocument: <T>(work: () => Promise<T>) => Promise<T>;
  /** Has the document take up a recording; nothing happens to one that it works on already. */
  readonly recover: (id: string) => Promise<unknown>;
  readonly clock: Clock;
}

/**
 * Makes the function that has an unfinished recording taken up.
 * It throws TooLateError after a minute: a document that never answers must neither be waited for nor be kept open.
 */
export function createResume({ withDocument, recover, clock }: ResumePorts): (id: string) => Promise<void> {
  return (id) =>
    withDocument(async () => {
      await inTime(recover(id), PATIENCE_MS, clock, 'It was not taken up within a minute.');
    });
}
