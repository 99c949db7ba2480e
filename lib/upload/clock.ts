/** Time, as an argument: a test brings its own. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves after `delayMs` (null: never by itself), or as soon as the signal is aborted. Never rejects. */
  wait(delayMs: number | null, signal: AbortSignal): Promise<void>;
}

/** The real time. */
export const systemClock: Clock = {
  now: () => Date.now(),
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
