import type { RecordingSnapshot, Snapshot } from '../../recording/snapshot.ts';
import { allRecordings, isAtWork } from '../../recording/snapshot.ts';
import { withoutRecording } from '../../recording/snapshot-changes.ts';
import { isLive } from '../../recording/state.ts';
import type { FileUse, HeldFile } from '../../spool/file-use.ts';
import type { HeldLock } from '../../upload/locks.ts';

/** What {@link deleteRecording} needs of the world. */
export interface DeletePorts {
  readonly snapshot: () => Snapshot;
  readonly show: (snapshot: Snapshot) => Promise<void>;
  /** Has the offscreen document, if there is one, close what it has open of the recording. */
  readonly letGo: (id: string) => Promise<void>;
  /** The right to delete the recording's file, or what the file is in use for. */
  readonly takeUnusedFile: (id: string) => Promise<HeldFile | FileUse>;
  /** The right to write to the recording; null when its holder does not let go of it. */
  readonly takeLock: (id: string) => Promise<HeldLock | null>;
  readonly deleteFiles: (id: string) => Promise<void>;
  readonly deleteRow: (id: string) => Promise<void>;
}

/** The recording stays. The message is a sentence for the person. */
export class DeleteRefusedError extends Error {
  override readonly name = 'DeleteRefusedError';
}

const IN_USE: Readonly<Record<FileUse, string>> = {
  saved: 'A copy of this recording is being saved. Wait until it is done, or cancel the copy, then delete it.',
  played: 'This recording is being played. Close the player, then delete it.',
};

/**
 * Deletes a recording for good: its files first, because a record without a file says what was there, and a file without
 * a record does not.
 * @throws DeleteRefusedError when it is being made or uploaded, or something has it open; the recording is untouched then.
 */
export async function deleteRecording(id: string, ports: DeletePorts): Promise<void> {
  refuseIfBusy(id, ports.snapshot());
  const file = await ports.takeUnusedFile(id);
  if (typeof file === 'string') throw new DeleteRefusedError(IN_USE[file]);
  try {
    await ports.letGo(id);
    const lock = await ports.takeLock(id);
    if (lock === null) throw new DeleteRefusedError('This recording is in use. Try again in a moment.');
    try {
      await deleteUnused(id, ports);
    } finally {
      lock.release();
    }
  } finally {
    file.release();
  }
}

async function deleteUnused(id: string, ports: DeletePorts): Promise<void> {
  // Somebody may have taken it up meanwhile, and given it back.
  refuseIfBusy(id, ports.snapshot());
  await ports.deleteFiles(id);
  await ports.deleteRow(id);
  await ports.show(withoutRecording(ports.snapshot(), id));
}

function refuseIfBusy(id: string, snapshot: Snapshot): void {
  const recording = allRecordings(snapshot).find((other) => other.id === id);
  const sentence = recording === undefined ? null : refusal(recording);
  if (sentence !== null) throw new DeleteRefusedError(sentence);
}

function refusal(recording: RecordingSnapshot): string | null {
  if (isLive(recording.state)) return 'This recording is being made. Stop it before you delete it.';
  if (isAtWork(recording)) return 'This recording is being uploaded. Cancel the upload before you delete it.';
  return null;
}
