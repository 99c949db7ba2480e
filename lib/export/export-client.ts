import * as Comlink from 'comlink';
import { MessageError, messageOf } from '../recording/message.ts';
import type { CopyJob, SavedCopy } from './copy-job.ts';

/** What the worker exposes. Calls reject with an error that `messageOf` can read. */
export interface ExportWorkerApi {
  saveCopy(job: CopyJob, onProgress: (share: number) => void): Promise<SavedCopy>;
  makePoster(recordingId: string): Promise<Blob | null>;
  /** Cancels the current job; its call rejects once nothing of it is left. */
  cancel(): void;
}

/** A worker that hasn't released its files by then is ended anyway: a decoder may never return. */
const LET_GO_MS = 5_000;

/**
 * Runs one job in a worker of its own, and ends the worker with the job.
 * @throws the signal's reason when it is aborted, after the worker has released its files.
 */
export async function inExportWorker<T>(
  signal: AbortSignal,
  job: (worker: Comlink.Remote<ExportWorkerApi>) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const worker = new Worker(new URL('./export-worker.ts', import.meta.url), { type: 'module', name: 'reelay-export' });
  const remote = Comlink.wrap<ExportWorkerApi>(worker);
  const crashed = Promise.withResolvers<never>();
  worker.addEventListener('error', ({ message }) =>
    crashed.reject(new MessageError(message ? messageOf(message) : { id: 'export.workerStopped' })),
  );
  const cancel = () => {
    remote.cancel();
    setTimeout(() => crashed.reject(signal.reason), LET_GO_MS);
  };
  signal.addEventListener('abort', cancel);
  try {
    const result = await Promise.race([job(remote), crashed.promise]);
    signal.throwIfAborted();
    return result;
  } catch (error) {
    // In that case the worker's error only says that it was asked to stop.
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', cancel);
    worker.terminate();
  }
}
