import { elapsedMs } from '../../recording/elapsed.ts';
import type { RecordingSnapshot } from '../../recording/snapshot.ts';
import { isLive } from '../../recording/state.ts';
import { formatBytes, formatPercent, formatSpan, percentOf } from '../../words/format.ts';
import { t } from '../../words/t.ts';

/** A few slices on their way to the disk are normal and not shown. */
const WAITING_SHOWN_BYTES = 8_000_000;

/** The rate is the mean over this many seconds, because chunks come in bursts. */
const RATE_SECONDS = 5;

/** The recent rate in bytes per second, from the bytes sent in each of the last seconds, oldest first. */
export function recentRate(sentPerSecond: readonly number[]): number {
  const recent = sentPerSecond.slice(-RATE_SECONDS);
  return recent.length === 0 ? 0 : recent.reduce((sum, bytes) => sum + bytes, 0) / recent.length;
}

/**
 * How much of the recording the server has not confirmed, as a length in milliseconds, assuming evenly spread bytes. Zero
 * while there is nothing to send.
 */
export function behindMs(recording: RecordingSnapshot, nowMs: number): number {
  const { spooledBytes, ackedBytes, elapsed } = recording;
  if (spooledBytes <= 0) return 0;
  return (Math.max(0, spooledBytes - ackedBytes) / spooledBytes) * elapsedMs(elapsed, nowMs);
}

/**
 * What is left to do, in words: how far the upload is behind a live recording, or how much of a finished one is left to
 * send. Bytes that wait for the disk come first, because they are only in memory. `nowMs`: milliseconds since 1970.
 */
export function backlogWords(recording: RecordingSnapshot, nowMs: number): string {
  const { state, waitingBytes, spooledBytes, ackedBytes } = recording;
  if (!isLive(state)) {
    const bytes = formatBytes(Math.max(0, spooledBytes - ackedBytes));
    return t('ui.figures.left', { bytes, percent: formatPercent(percentOf(ackedBytes, spooledBytes)) });
  }
  return waitingBytes > WAITING_SHOWN_BYTES
    ? t('ui.figures.waitingForDisk', { bytes: formatBytes(waitingBytes) })
    : t('ui.figures.behind', { time: formatSpan(behindMs(recording, nowMs)) });
}
