import type { Clock } from './clock.ts';

/** Something did not happen in time. The message is the sentence that {@link inTime} was given. */
export class TooLateError extends Error {
  override readonly name = 'TooLateError';
}

/**
 * What `work` resolves to, if it does so within `delayMs`. The delay is waited for in two halves: one that ran out while
 * the machine slept leaves the other for what only slept, too.
 * @param onLate told of what it resolved to later, so that it can be closed; nobody hears of a later error.
 * @throws TooLateError with this sentence when it does not.
 */
export async function inTime<T>(
  work: Promise<T>,
  delayMs: number,
  clock: Pick<Clock, 'wait'>,
  sentence: string,
  onLate: (value: T) => void = () => undefined,
): Promise<T> {
  const ended = new AbortController();
  const runOut = async (): Promise<never> => {
    await clock.wait(delayMs / 2, ended.signal);
    await clock.wait(delayMs / 2, ended.signal);
    if (!ended.signal.aborted) work.then(onLate, () => undefined);
    throw new TooLateError(sentence);
  };
  const late = runOut();
  try {
    return await Promise.race([work, late]);
  } finally {
    ended.abort();
  }
}
