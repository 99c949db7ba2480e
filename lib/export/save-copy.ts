import * as Comlink from 'comlink';
import type { CopyJob, SavedCopy } from './copy-job.ts';
import { inExportWorker } from './export-client.ts';

/** There is no copy; the message is a sentence for the person. */
export class CopyError extends Error {
  override readonly name = 'CopyError';
}

/**
 * Saves a seekable copy of a recording, with a duration and an index, without encoding it again. The recording may be
 * live: what is on disk when it begins is saved. Memory stays flat, in a worker of its own.
 * @param onProgress the share that is done, from 0 to 1.
 * @throws the signal's reason when it is aborted; else CopyError.
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
    throw signal.aborted ? signal.reason : sentenceFor(error);
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
    // An empty file is left; why there is no copy is what the person must hear, and is thrown after this.
  }
}

const SENTENCES: Readonly<Record<string, string>> = {
  QuotaExceededError: 'There is not enough room on the disk for the copy.',
  NotAllowedError: 'The browser did not allow writing to that file. Choose another one.',
  NoModificationAllowedError: 'Another program or page is using that file. Choose another one.',
  NotFoundError: 'The folder or file for the copy is not there any more. Choose another one.',
};

/** The worker's errors arrive as plain ones with the name of the original. */
function sentenceFor(cause: unknown): CopyError {
  if (!(cause instanceof Error)) return new CopyError('The copy could not be saved.', { cause });
  const isOurs = cause.name === 'CannotCopyError' || cause.name === 'FileReadError';
  if (isOurs) return new CopyError(cause.message, { cause });
  return new CopyError(SENTENCES[cause.name] ?? `The copy could not be saved: ${cause.message}`, { cause });
}
