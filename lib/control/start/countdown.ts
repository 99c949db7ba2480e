import type { Clock } from '../../base/clock.ts';

const SECOND_MS = 1_000;

/** What a countdown needs. */
export interface CountdownPorts {
  /** Shows how many seconds are left; null: the countdown is over. */
  readonly show: (secondsLeft: number | null) => void;
  readonly clock: Pick<Clock, 'wait'>;
}

/** Counts down before a recording starts: one at a time. */
export interface Countdown {
  /** Resolves to whether the recording may start: false when the countdown was cancelled. Never rejects. */
  run(seconds: number): Promise<boolean>;
  /** Returns whether there was one to cancel. */
  cancel(): boolean;
}

/** Makes it; nothing is counted yet. */
export function createCountdown({ show, clock }: CountdownPorts): Countdown {
  let running: AbortController | null = null;
  return {
    async run(seconds) {
      const ending = new AbortController();
      running = ending;
      for (let left = seconds; left > 0 && !ending.signal.aborted; left -= 1) {
        show(left);
        await clock.wait(SECOND_MS, ending.signal);
      }
      running = null;
      show(null);
      return !ending.signal.aborted;
    },
    cancel() {
      if (running === null || running.signal.aborted) return false;
      running.abort();
      return true;
    },
  };
}
