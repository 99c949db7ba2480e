import { type Message, MessageError } from '../../recording/message.ts';
import type { RecordingSnapshot, Snapshot } from '../../recording/snapshot.ts';
import { allRecordings, isAtWork } from '../../recording/snapshot.ts';
import { withoutRecording } from '../../recording/snapshot-changes.ts';
import { isLive } from '../../recording/state.ts';
import type { FileUse, HeldFile } from '../../spool/file-use.ts';
import type { HeldLock } from '../../upload/locks.ts';

/** What {@link deleteRecording} needs. */
export interface DeletePorts {
  readonly snapshot: () => Snapshot;
  readonly show: (snapshot: Snapshot) => Promise<void>;
  /** Has the offscreen document, if there is one, close what it has open of the recording. */
  readonly letGo: (id: string) => Promise<void>;
  /** The right to delete the recording's file, or what the file is in use for. */
  readonly takeUnusedFile: (id: string) => Promise<HeldFile | FileUse>;
  /** The right to write to the recording; null when its holder doesn't release it. */
  readonly takeLock: (id: string) => Promise<HeldLock | null>;
  /** Remembers where it was sent. Never rejects. */
  readonly rememberUrl: (id: string) => Promise<void>;
  readonly deleteFiles: (id: string) => Promise<void>;
  readonly deleteRow: (id: string) => Promise<void>;
}

/** The recording stays. */
export class DeleteRefusedError extends MessageError {
  override readonly name = 'DeleteRefusedError';
}

const IN_USE = {
  saved: { id: 'control.copyRunning' },
  played: { id: 'control.playing' },
} as const satisfies Readonly<Record<FileUse, Message>>;

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
    if (lock === null) throw new DeleteRefusedError({ id: 'control.inUse' });
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
  // It may have been resumed in the meantime, and closed again.
  refuseIfBusy(id, ports.snapshot());
  await ports.deleteFiles(id);
  await ports.rememberUrl(id);
  await ports.deleteRow(id);
  await ports.show(withoutRecording(ports.snapshot(), id));
}

function refuseIfBusy(id: string, snapshot: Snapshot): void {
  const recording = allRecordings(snapshot).find((other) => other.id === id);
  const reason = recording === undefined ? null : refusal(recording);
  if (reason !== null) throw new DeleteRefusedError(reason);
}

function refusal(recording: RecordingSnapshot): Message | null {
  if (isLive(recording.state)) return { id: 'control.beingMade' };
  if (isAtWork(recording)) return { id: 'control.beingUploaded' };
  return null;
}
