import { NOT_STARTED } from '../recording/elapsed.ts';
import { givenUploadUrl, isSameTarget } from '../recording/target.ts';
import type { RecordingRow } from '../spool/catalog.ts';
import type { Row } from './catalog-entry.ts';
import type { KnownRecording, NewRecording } from './engine-api.ts';
import { cancelled } from './uploading/stopped-upload.ts';

/** The row of a recording before its first byte. */
export function newRow(recording: NewRecording): Row {
  return {
    ...recording,
    mimeType: null,
    recordedMs: 0,
    markersMs: [],
    elapsed: NOT_STARTED,
    state: 'preparing',
    ending: null,
    problem: null,
    uploadUrl: givenUploadUrl(recording.target),
    usedUrl: null,
    uploadPaused: false,
    protocol: null,
    session: null,
    spooledBytes: 0,
    ackedBytes: 0,
    sealedBytes: null,
    updatedAtMs: recording.startedAtMs,
    order: recording.startedAtMs,
  };
}

/**
 * The row with which an engine resumes after a failover: the catalog's, as far as it was saved, but with where you ordered it to go.
 * The dead engine may not have got as far.
 */
export function rowAfterFailover(row: RecordingRow | null, { recording, isUploadHeld }: KnownRecording): RecordingRow {
  if (row === null) return { ...newRow(recording), uploadPaused: isUploadHeld };
  const { target } = recording;
  if (isSameTarget(row.target, target)) return row;
  if ('unknown' in target) return { ...row, ...cancelled(row).row };
  return { ...row, target, uploadUrl: givenUploadUrl(target), protocol: null, session: null, ackedBytes: 0 };
}
