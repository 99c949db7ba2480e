import type { Message } from '../recording/message.ts';

const MB = 1_000_000;
const SHORT_BYTES = 500 * MB;
const SHORT_MINUTES = 15;
const SECONDS_PER_MINUTE = 60;

/** The space left for a recording, as far as it's known. */
export interface FreeSpace {
  /** Bytes that still fit on the disk. */
  readonly freeBytes: number;
  /** How fast the recording grows; null while unknown. */
  readonly bytesPerSecond: number | null;
}

/**
 * Half a minute at the default rate. A recording that ends sooner is of no use, and hides that there is none. More than a
 * full disk gets back, see `Ballast`.
 */
const LEAST_BYTES = 32 * MB;

/**
 * Why nothing can be recorded; null when there is room, or nobody knows.
 * @param heldBytes what Reelay itself holds, see `Ballast`. It isn't given back for that: it is what a recording needs that fills
 * the rest.
 */
export function noRoom(freeBytes: number | null, heldBytes: number): Message | null {
  return freeBytes === null || freeBytes + heldBytes >= LEAST_BYTES ? null : { id: 'spool.noRoom', freeBytes };
}

/** How many whole minutes still fit; null when unknown. */
export function minutesLeft({ freeBytes, bytesPerSecond }: FreeSpace): number | null {
  if (bytesPerSecond === null || bytesPerSecond <= 0) return null;
  return Math.floor(freeBytes / bytesPerSecond / SECONDS_PER_MINUTE);
}

/** The warning when space is short; null when there is enough. It changes at most with each MB and minute. */
export function freeSpaceWarning(space: FreeSpace): Message | null {
  const minutes = minutesLeft(space);
  const isShort = space.freeBytes < SHORT_BYTES || (minutes !== null && minutes < SHORT_MINUTES);
  if (!isShort) return null;
  const freeBytes = Math.max(0, Math.floor(space.freeBytes / MB)) * MB;
  if (minutes === null) return { id: 'spool.nearlyFull', freeBytes };
  if (minutes === 0) return { id: 'spool.nearlyFullSoon', freeBytes };
  return { id: 'spool.nearlyFullFor', freeBytes, leftMs: minutes * SECONDS_PER_MINUTE * 1_000 };
}
