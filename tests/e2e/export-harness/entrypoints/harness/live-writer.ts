import type { SyncFile } from '../../../../../lib/spool/spool-file.ts';

interface WorkerFileHandle extends FileSystemFileHandle {
  createSyncAccessHandle(): Promise<SyncFile>;
}

/** What the page sends it. */
export interface LiveWrite {
  readonly handle: FileSystemFileHandle;
  readonly bytes: ArrayBuffer;
  /** Written immediately; the rest follows in pieces. */
  readonly headBytes: number;
  readonly pieceBytes: number;
  readonly everyMs: number;
}

// Holds a file open and appends to it, like the worker of a live recording. Answers when the head is written, and again
// when everything is.
addEventListener('message', async ({ data }: MessageEvent<LiveWrite>) => {
  const file = await (data.handle as WorkerFileHandle).createSyncAccessHandle();
  const append = (start: number, end: number) => {
    file.write(new Uint8Array(data.bytes.slice(start, end)), { at: start });
    file.flush();
  };
  file.truncate(0);
  append(0, data.headBytes);
  let at = data.headBytes;
  postMessage('head');
  const timer = setInterval(() => {
    append(at, Math.min(at + data.pieceBytes, data.bytes.byteLength));
    at += data.pieceBytes;
    if (at < data.bytes.byteLength) return;
    clearInterval(timer);
    file.close();
    postMessage('all');
  }, data.everyMs);
});
