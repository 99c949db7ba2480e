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
 * Calls `deliver` when asked to, at most once in the interval that it is asked with: the first request at once, those that
 * come too early together at the end of the shortest of their intervals. So the last one is never dropped.
 */
export function paced(deliver: () => void, pacer: Pacer = systemPacer): (intervalMs: number) => void {
  let lastAt = Number.NEGATIVE_INFINITY;
  let dueAt = Number.POSITIVE_INFINITY;
  const run = (at: number) => {
    // A shorter interval may have been asked for meanwhile.
    if (at !== dueAt) return;
    dueAt = Number.POSITIVE_INFINITY;
    lastAt = pacer.now();
    deliver();
  };
  return (intervalMs) => {
    const now = pacer.now();
    const at = Math.max(now, lastAt + intervalMs);
    if (at >= dueAt) return;
    dueAt = at;
    if (at <= now) run(at);
    else pacer.later(at - now, () => run(at));
  };
}
