/** Time, as an argument: a test brings its own. */
export interface Clock {
  /** Milliseconds since 1970, to show and to keep. It jumps, an hour or a day, either way. */
  now(): number;
  /** Milliseconds from any beginning, never back and never in jumps: for deadlines and delays. Not to be kept. */
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
 * What `work` resolves to, if it does so within `delayMs`. The delay is waited for in two halves: one that ran out while
 * the machine slept leaves the other for what only slept, too.
 * @param onLate called with what it resolves to later, so that it can be closed. A later error is ignored.
 * @throws TooLateError with `what` when it does not.
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
