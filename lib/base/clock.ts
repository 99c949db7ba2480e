/** Time as a dependency: tests bring their own. */
export interface Clock {
  /** Milliseconds since 1970, to show and to store. It can jump either way, by an hour or a day. */
  now(): number;
  /**
   * Milliseconds from an arbitrary start, never going back and never jumping: for deadlines and delays. Don't store it.
   */
  monotonicMs(): number;
  /** Resolves after `delayMs` (null: never by itself), or as soon as the signal is aborted. Never rejects. */
  wait(delayMs: number | null, signal: AbortSignal): Promise<void>;
}

/** The real time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  wait: (delayMs, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = delayMs === null ? undefined : setTimeout(done, delayMs);
      signal.addEventListener('abort', done);
    }),
};

/** Calls back repeatedly. Returns what stops it. */
export function every(delayMs: number, callback: () => void): () => void {
  const timer = setInterval(callback, delayMs);
  return () => clearInterval(timer);
}

/** Something did not happen in time. */
export class TooLateError extends Error {
  override readonly name = 'TooLateError';
  /** What {@link inTime} was given: what did not happen, as a message for the person or as a note for consoles. */
  readonly what: { readonly id: string } | string;

  constructor(what: TooLateError['what']) {
    super(typeof what === 'string' ? what : what.id);
    this.what = what;
  }
}

/**
 * Resolves to what `work` resolves to, within `delayMs`. The delay is waited for in two halves: if the computer sleeps
 * through one, the other still gives the work time.
 * @param onLate called with the result if it comes later, so that it can be closed. A later error is ignored.
 * @throws TooLateError with `what` when the work takes longer.
 */
export async function inTime<T>(
  work: Promise<T>,
  delayMs: number,
  clock: Pick<Clock, 'wait'>,
  what: TooLateError['what'],
  onLate: (value: T) => void = () => undefined,
): Promise<T> {
  const ended = new AbortController();
  const runOut = async (): Promise<never> => {
    await clock.wait(delayMs / 2, ended.signal);
    await clock.wait(delayMs / 2, ended.signal);
    if (!ended.signal.aborted) work.then(onLate, () => undefined);
    throw new TooLateError(what);
  };
  const late = runOut();
  try {
    return await Promise.race([work, late]);
  } finally {
    ended.abort();
  }
}
