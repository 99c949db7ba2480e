/** The length of a recording, without pauses. It grows while `runningSinceMs` is not null. */
export interface Elapsed {
  /** Milliseconds recorded up to the last pause or stop. */
  readonly recordedMs: number;
  /** When the recorder started or resumed (milliseconds since 1970); null while it doesn't run. */
  readonly runningSinceMs: number | null;
}

/** The length of a recording whose recorder has not started. */
export const NOT_STARTED: Elapsed = { recordedMs: 0, runningSinceMs: null };

/** The length of a recording at `nowMs`, in milliseconds. */
export function elapsedMs(elapsed: Elapsed, nowMs: number): number {
  return elapsed.recordedMs + (elapsed.runningSinceMs === null ? 0 : Math.max(0, nowMs - elapsed.runningSinceMs));
}

/** The recorder starts or resumes at `atMs` (milliseconds since 1970). No effect when it's already running. */
export function resumeElapsed(elapsed: Elapsed, atMs: number): Elapsed {
  return elapsed.runningSinceMs === null ? { ...elapsed, runningSinceMs: atMs } : elapsed;
}

/** The recorder pauses or stops at `atMs` (milliseconds since 1970). No effect when it's already paused. */
export function pauseElapsed(elapsed: Elapsed, atMs: number): Elapsed {
  return { recordedMs: elapsedMs(elapsed, atMs), runningSinceMs: null };
}
