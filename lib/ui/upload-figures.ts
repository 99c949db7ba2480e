import { elapsedMs, type RecordingSnapshot } from '../recording/snapshot.ts';

/** The rate shown is the mean over this many seconds: chunks come in bursts. */
const RATE_SECONDS = 5;

/** The recent rate in bytes per second, from the bytes sent in each of the last seconds, oldest first. */
export function recentRate(sentPerSecond: readonly number[]): number {
  const recent = sentPerSecond.slice(-RATE_SECONDS);
  return recent.length === 0 ? 0 : recent.reduce((sum, bytes) => sum + bytes, 0) / recent.length;
}

/**
 * How much of the recording the server has not confirmed, as a length of recording in milliseconds, taking its bytes as
 * evenly spread. Zero while there is nothing to send.
 */
export function behindMs(recording: RecordingSnapshot, nowMs: number): number {
  const { spooledBytes, ackedBytes, elapsed } = recording;
  if (spooledBytes <= 0) return 0;
  return (Math.max(0, spooledBytes - ackedBytes) / spooledBytes) * elapsedMs(elapsed, nowMs);
}
