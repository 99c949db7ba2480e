import type { RecordingState } from '../recording/state.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;
/** How long an empty, failed recording stays in the list. */
const FAILED_DAYS = 7;

/** What retention needs to know about a recording. Sizes are bytes, times milliseconds since 1970. */
export interface StoredRecording {
  readonly id: string;
  readonly state: RecordingState;
  /** The last change; for a settled recording, when it was settled. */
  readonly updatedAtMs: number;
  readonly ackedBytes: number;
  readonly sealedBytes: number | null;
  /** Bytes of its file on this computer; 0 when it has none. */
  readonly fileBytes: number;
}

/** How long finished recordings are kept: until there are `count` newer finished ones, or `days` have passed. */
export interface RetentionRule {
  readonly count: number;
  readonly days: number;
}

/** What can be deleted. */
export interface Expired {
  /** Recordings whose file is deleted; their row stays. */
  readonly files: readonly string[];
  /** Recordings whose row is deleted; they have no file. */
  readonly records: readonly string[];
}

/**
 * What can be deleted automatically at `nowMs` (milliseconds since 1970): files of recordings that the server has
 * confirmed to the last byte and that are too many or too old, and rows of recordings without a byte. Never anything
 * else, however old.
 */
export function expired(recordings: readonly StoredRecording[], rule: RetentionRule, nowMs: number): Expired {
  const complete = recordings.filter(isConfirmed).toSorted((a, b) => b.updatedAtMs - a.updatedAtMs);
  const ageMs = ({ updatedAtMs }: StoredRecording) => nowMs - updatedAtMs;
  const files = complete.filter(
    (recording, newer) =>
      // A file whose length differs from what was sent isn't what the server has.
      recording.fileBytes === recording.sealedBytes && (newer >= rule.count || ageMs(recording) >= rule.days * DAY_MS),
  );
  const records = recordings.filter(
    (recording) =>
      recording.state === 'failed' && recording.fileBytes === 0 && ageMs(recording) >= FAILED_DAYS * DAY_MS,
  );
  return { files: files.map(({ id }) => id), records: records.map(({ id }) => id) };
}

/** Whether the server itself has confirmed all of it. */
function isConfirmed({ state, ackedBytes, sealedBytes }: StoredRecording): boolean {
  return state === 'complete' && sealedBytes !== null && ackedBytes === sealedBytes;
}
