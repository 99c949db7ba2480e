/** Time, as far as pacing needs it. */
export interface Pacer {
  /** Milliseconds, from any beginning. */
  readonly now: () => number;
  /** Calls back once after `delayMs`. */
  readonly later: (delayMs: number, callback: () => void) => void;
}

/** The real time. */
export const systemPacer: Pacer = {
  now: () => performance.now(),
  later: (delayMs, callback) => void setTimeout(callback, delayMs),
};

/**
 * Calls `deliver` when asked to, at most once in `intervalMs`: the first request at once, those that come too early
 * together at the end of the interval. So the last one is never dropped.
 */
export function paced(deliver: () => void, intervalMs: number, pacer: Pacer = systemPacer): () => void {
  let lastAt = Number.NEGATIVE_INFINITY;
  let waiting = false;
  const run = () => {
    waiting = false;
    lastAt = pacer.now();
    deliver();
  };
  return () => {
    if (waiting) return;
    const dueInMs = lastAt + intervalMs - pacer.now();
    if (dueInMs <= 0) return run();
    waiting = true;
    pacer.later(dueInMs, run);
  };
}
