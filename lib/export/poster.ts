import { inExportWorker } from './export-client.ts';

/**
 * Makes a small picture of a recording, one second into it: a JPEG, 320 pixels wide. The recording may be live. Null
 * when it has no picture that this browser can decode, or none yet.
 * @throws the signal's reason when it is aborted; otherwise an error that `messageOf` can read.
 */
export function makePoster(recordingId: string, signal: AbortSignal): Promise<Blob | null> {
  return inExportWorker(signal, (worker) => worker.makePoster(recordingId));
}
