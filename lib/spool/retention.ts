import type { RecordingState } from '../recording/state.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;
/** How long one stays listed of which nothing was recorded. */
const FAILED_DAYS = 7;

/** What retention needs to know of a recording. Sizes are bytes, times milliseconds since 1970. */
export interface StoredRecording {
  readonly id: string;
  readonly state: RecordingState;
  /** The last change; of a settled recording, when it was settled. */
  readonly updatedAtMs: number;
  readonly ackedBytes: number;
  readonly sealedBytes: number | null;
  /** Bytes of its file on this machine; 0 when it has none. */
  readonly fileBytes: number;
}

/** How long finished recordings are kept: until there are `count` newer finished ones, or `days` have passed. */
export interface RetentionRule {
  readonly count: number;
  readonly days: number;
}

/** What may go. */
export interface Expired {
  /** Ids of recordings whose file goes; their record stays. */
  readonly files: readonly string[];
  /** Ids of records that go; there is no file. */
  readonly records: readonly string[];
}

/**
 * What may be deleted by itself at `nowMs` (milliseconds since 1970): the files of recordings that the server has
 * confirmed to the last byte and that are too many or too old, and the records of those of which nothing was recorded.
 * Never anything else, however old it is.
 */
export function expired(recordings: readonly StoredRecording[], rule: RetentionRule, nowMs: number): Expired {
  const complete = recordings.filter(isConfirmed).toSorted((a, b) => b.updatedAtMs - a.updatedAtMs);
  const ageMs = ({ updatedAtMs }: StoredRecording) => nowMs - updatedAtMs;
  const files = complete.filter(
    (recording, newer) =>
      // A file of another length than what was sent is not the one that the server has.
      recording.fileBytes === recording.sealedBytes && (newer >= rule.count || ageMs(recording) >= rule.days * DAY_MS),
  );
  const records = recordings.filter(
    (recording) =>
      recording.state === 'failed' && recording.fileBytes === 0 && ageMs(recording) >= FAILED_DAYS * DAY_MS,
  );
  return { files: files.map(({ id }) => id), records: records.map(({ id }) => id) };
}

/** Whether the whole of it is at the server, by the server's own word. */
function isConfirmed({ state, ackedBytes, sealedBytes }: StoredRecording): boolean {
  return state === 'complete' && sealedBytes !== null && ackedBytes === sealedBytes;
}
