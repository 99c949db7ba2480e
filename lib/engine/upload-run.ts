import type { Settings } from '../settings/settings.ts';
import type { SpoolFile } from '../spool/spool-file.ts';
import type { ByteRange } from '../upload/chunks.ts';
import { contentRange } from '../upload/content-range.ts';
import type { Session, SessionEnd } from '../upload/session.ts';
import type { HeldLock } from '../upload/upload-lock.ts';
import { Uploader, type UploadPorts } from '../upload/uploader.ts';

/** What an upload needs of its engine. */
export interface UploadRunPorts extends Omit<UploadPorts, 'read' | 'network'> {
  readonly spool: SpoolFile;
  networkTo(url: string): UploadPorts['network'];
}

/** One upload from one spool to one URL, from its start until it ends or is stopped; holds the URL's lock meanwhile. */
export class UploadRun {
  readonly #uploader: Uploader;
  readonly #lock: HeldLock;
  readonly #aborter = new AbortController();
  #settled: Promise<void> = Promise.resolve();

  constructor(session: Session, settings: Settings, lock: HeldLock, ports: UploadRunPorts) {
    const buffer = new ArrayBuffer(settings.chunkBytes);
    const { sendEarlySeconds, chunkBytes, stallTimeoutMs, maxRetries, retryBaseMs } = settings;
    this.#lock = lock;
    this.#uploader = new Uploader(
      contentRange,
      session,
      ports.spool.committedBytes,
      {
        chunkBytes,
        stallTimeoutMs,
        retry: { maxRetries, baseMs: retryBaseMs },
        sendEarlyMs: sendEarlySeconds === null ? null : sendEarlySeconds * 1000,
      },
      {
        ...ports,
        network: ports.networkTo(session.url ?? session.endpoint ?? ''),
        // One buffer for every chunk: memory does not grow with the recording.
        read: ({ start, end }: ByteRange) => {
          const into = new Uint8Array(buffer, 0, end - start);
          ports.spool.read(start, into);
          return into;
        },
      },
    );
  }

  /** `ended` is told how it ended, `crashed` of an error that nobody foresaw; neither when it was stopped. */
  start(ended: (end: SessionEnd) => Promise<void>, crashed: (error: unknown) => Promise<void>): void {
    const { signal } = this.#aborter;
    this.#settled = this.#uploader
      .run(signal)
      .finally(() => this.#lock.release())
      .then(ended)
      .catch(async (error: unknown) => {
        if (!signal.aborted) await crashed(error);
      });
  }

  /** Cuts off the request under way and gives up the URL; resolves when nothing touches it any more. */
  async stop(): Promise<void> {
    this.#aborter.abort(new DOMException('The upload was stopped.', 'AbortError'));
    await this.#settled;
  }

  grow(spooledBytes: number): void {
    this.#uploader.grow(spooledBytes);
  }

  seal(totalBytes: number): void {
    this.#uploader.seal(totalBytes);
  }

  retryNow(): void {
    this.#uploader.retryNow();
  }
}
