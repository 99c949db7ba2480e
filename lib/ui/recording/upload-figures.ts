import { elapsedMs, type RecordingSnapshot } from '../../recording/snapshot.ts';
import { isLive } from '../../recording/state.ts';
import { formatBytes, formatSpan, percentOf } from '../../words/format.ts';

/** A few slices on their way to the disk are nothing to speak of. */
const WAITING_SHOWN_BYTES = 8_000_000;

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

/**
 * What there is still to do, in words: how far the upload is behind a live recording, or how much of a sealed one is left
 * to send. What waits for the disk comes first: it is in memory alone. `nowMs`: milliseconds since 1970.
 */
export function backlogWords(recording: RecordingSnapshot, nowMs: number): string {
  const { state, waitingBytes, spooledBytes, ackedBytes } = recording;
  if (!isLive(state)) {
    return `${formatBytes(Math.max(0, spooledBytes - ackedBytes))} left · ${percentOf(ackedBytes, spooledBytes)} %`;
  }
  return waitingBytes > WAITING_SHOWN_BYTES
    ? `${formatBytes(waitingBytes)} waiting for the disk`
    : `${formatSpan(behindMs(recording, nowMs))} behind`;
}
