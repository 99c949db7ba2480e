import * as Comlink from 'comlink';
import { type Message, MessageError, messageOf } from '../recording/message.ts';
import type { CopyJob, SavedCopy } from './copy-job.ts';
import { inExportWorker } from './export-client.ts';

/**
 * Saves a seekable copy of a recording, with a duration and an index, without encoding it again. The recording may be
 * live: what is on disk when it begins is saved. Memory stays flat, in a worker of its own.
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

/** `remove` is Chromium's, so the types do not know it. */
interface RemovableFile extends FileSystemFileHandle {
  remove?(): Promise<void>;
}

/** Choosing a file makes it, with nothing in it: without a copy it would be left lying there. */
async function removeEmpty(target: RemovableFile): Promise<void> {
  try {
    if ((await target.getFile()).size === 0) await target.remove?.();
  } catch {
    // An empty file stays. The reason why there is no copy matters more, and is thrown after this.
  }
}

/** What writing a file fails with, by the error's name. */
const BY_NAME: Readonly<Record<string, Message>> = {
  QuotaExceededError: { id: 'export.diskFull' },
  NotAllowedError: { id: 'export.targetForbidden' },
  NoModificationAllowedError: { id: 'export.targetInUse' },
  NotFoundError: { id: 'export.targetGone' },
};

/** The browser's errors come out of the worker as plain ones with their name; ours bring their message. */
function whyNotSaved(error: unknown): Message {
  const what = messageOf(error);
  if (what.id !== 'text') return what;
  const known = error instanceof Error ? BY_NAME[error.name] : undefined;
  return known ?? { id: 'export.failed', reason: what };
}
