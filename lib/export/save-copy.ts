import * as Comlink from 'comlink';
import { type Message, MessageError, messageOf } from '../recording/message.ts';
import type { CopyJob, SavedCopy } from './copy-job.ts';
import { inExportWorker } from './export-client.ts';

/**
 * Saves a seekable copy of a recording, with a duration and an index, without encoding it again. The recording may be
 * live: what is on disk at the start is saved. Runs in its own worker; memory stays flat.
 * @param onProgress the share that is done, from 0 to 1.
 * @throws the signal's reason when it is aborted; otherwise a MessageError that says why there is no copy.
 */
export async function saveCopy(
  job: CopyJob,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<SavedCopy> {
  try {
    return await inExportWorker(signal, (worker) => worker.saveCopy(job, Comlink.proxy(onProgress)));
  } catch (error) {
    await removeEmpty(job.target);
    throw signal.aborted ? signal.reason : new MessageError(whyNotSaved(error), { cause: error });
  }
}

/** Only Chromium has `remove`, so it isn't in the types. */
interface RemovableFile extends FileSystemFileHandle {
  remove?(): Promise<void>;
}

/** Choosing a file creates it empty. Without a copy it would be left lying around. */
async function removeEmpty(target: RemovableFile): Promise<void> {
  try {
    if ((await target.getFile()).size === 0) await target.remove?.();
  } catch {
    // An empty file stays. The reason why there is no copy matters more, and is thrown after this.
  }
}

/** The browser's errors when writing a file, by name. */
const BY_NAME: Readonly<Record<string, Message>> = {
  QuotaExceededError: { id: 'export.diskFull' },
  NotAllowedError: { id: 'export.targetForbidden' },
  NoModificationAllowedError: { id: 'export.targetInUse' },
  NotFoundError: { id: 'export.targetGone' },
};

/** The browser's errors leave the worker as plain errors with their name; ours bring their message. */
function whyNotSaved(error: unknown): Message {
  const what = messageOf(error);
  if (what.id !== 'text') return what;
  const known = error instanceof Error ? BY_NAME[error.name] : undefined;
  return known ?? { id: 'export.failed', reason: what };
}
