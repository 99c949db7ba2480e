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
