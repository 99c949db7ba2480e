import type { Clock } from '../../lib/upload/clock.ts';

/** Something did not happen in time. The message is the sentence that {@link inTime} was given. */
export class TooLateError extends Error {
  override readonly name = 'TooLateError';
}

/**
 * What `work` resolves to, if it does so within `delayMs`; nobody hears of what it does later.
 * @throws TooLateError with this sentence when it does not.
 */
export async function inTime<T>(work: Promise<T>, delayMs: number, clock: Clock, sentence: string): Promise<T> {
  const ended = new AbortController();
  const late = clock.wait(delayMs, ended.signal).then(() => {
    throw new TooLateError(sentence);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    ended.abort();
  }
}
