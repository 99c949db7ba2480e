/** The part of time that pacing needs. */
export interface Pacer {
  /** Milliseconds from an arbitrary start. */
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
 * Calls `deliver` on request, at most once per interval. The first request is served at once; those that come too early
 * are served together when the shortest of their intervals ends. So the last request is never dropped.
 */
export function paced(deliver: () => void, pacer: Pacer = systemPacer): (intervalMs: number) => void {
  let lastAt = Number.NEGATIVE_INFINITY;
  let dueAt = Number.POSITIVE_INFINITY;
  const run = (at: number) => {
    // A shorter interval may have been requested since.
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
