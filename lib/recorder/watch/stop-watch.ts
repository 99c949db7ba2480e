import { type StopRule, timeLeftMs } from '../../recording/stop-rule.ts';

/** A clock that was set, and a machine that slept, are noticed within this. */
const LOOK_MS = 1_000;

/** The recording that may stop by itself. */
export interface StoppableRecording {
  /** Null: only when the person stops it, from now on. */
  rule(): StopRule | null;
  /** Milliseconds recorded, by a clock that never jumps. */
  recordedMs(): number;
  /** The watch ends when it is not. */
  isLive(): boolean;
  /** It is time. Called once. */
  stop(): void;
}

/** What the watch needs of the world. */
export interface StopWatchPorts {
  /** Milliseconds since 1970. */
  nowMs(): number;
  later(delayMs: number, callback: () => void): void;
}

/**
 * Stops a recording when it is time.
 * @returns what looks at once, for who wakes more reliably than timers do: the browser slows those of a document that
 * nobody sees.
 */
export function watchStop(recording: StoppableRecording, { nowMs, later }: StopWatchPorts): () => void {
  let isOver = false;
  const look = (): number | null => {
    const rule = recording.rule();
    if (isOver || rule === null || !recording.isLive()) return null;
    const leftMs = timeLeftMs(rule, recording.recordedMs(), nowMs());
    if (leftMs > 0) return leftMs;
    isOver = true;
    recording.stop();
    return null;
  };
  const lookAgain = (): void => {
    const leftMs = look();
    if (leftMs !== null) later(Math.min(leftMs, LOOK_MS), lookAgain);
  };
  lookAgain();
  return () => void look();
}
