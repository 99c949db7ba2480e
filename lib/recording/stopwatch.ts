import type { Elapsed } from './snapshot.ts';

/** The length of a recording so far; pauses do not count. Times are milliseconds since 1970. */
export const NOT_STARTED: Elapsed = { recordedMs: 0, runningSinceMs: null };

/** The recorder runs from `atMs` on. */
export function run(elapsed: Elapsed, atMs: number): Elapsed {
  return elapsed.runningSinceMs === null ? { ...elapsed, runningSinceMs: atMs } : elapsed;
}

/** The recorder does not run from `atMs` on. */
export function halt({ recordedMs, runningSinceMs }: Elapsed, atMs: number): Elapsed {
  const ranMs = runningSinceMs === null ? 0 : Math.max(0, atMs - runningSinceMs);
  return { recordedMs: recordedMs + ranMs, runningSinceMs: null };
}
