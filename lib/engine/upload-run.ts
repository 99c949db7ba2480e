import type { Settings } from '../settings/settings.ts';
import type { SpoolFile } from '../spool/spool-file.ts';
import type { ByteRange } from '../upload/chunks.ts';
import { protocolNamed } from '../upload/protocols.ts';
import { resumeSession, type SessionEnd } from '../upload/session.ts';
import type { HeldLock } from '../upload/upload-lock.ts';
import { Uploader, type UploadPorts } from '../upload/uploader.ts';
import { type OpenSession, SessionOpener } from './open-session.ts';

/** What an upload needs of its engine. */
export interface UploadRunPorts extends Omit<UploadPorts, 'read' | 'network' | 'save'> {
  readonly spool: SpoolFile;
  networkTo(url: string): UploadPorts['network'];
  /** Remembers how the upload is spoken and how far it is. Must not reject. */
  save(open: OpenSession): Promise<void>;
}

/** Where an upload goes, and what is known of it from before; null: it is still to be found out how to speak to it. */
export interface UploadStart {
  readonly url: string;
  readonly known: OpenSession | null;
  /** Not null when an earlier writer died: any of this may have been sent. */
  readonly interrupted: { readonly spooledBytes: number; readonly wasSealed: boolean } | null;
}

/** One upload from one spool to one URL, from its start until it ends or is stopped; holds the URL's lock meanwhile. */
export class UploadRun {
  readonly #start: UploadStart;
  readonly #settings: Settings;
  readonly #lock: HeldLock | null;
  readonly #ports: UploadRunPorts;
  readonly #network: UploadPorts['network'];
  readonly #aborter = new AbortController();
  #active: SessionOpener | Uploader | null = null;
  #sealedBytes: number | null = null;
  #settled: Promise<void> = Promise.resolve();

  /** `lock` is null where the URL is one that nobody else can know: an upload that this recording created. */
  constructor(start: UploadStart, settings: Settings, lock: HeldLock | null, ports: UploadRunPorts) {
    this.#start = start;
    this.#settings = settings;
    this.#lock = lock;
    this.#ports = ports;
    this.#network = ports.networkTo(start.url);
  }

  /** `ended` is told how it ended, `crashed` of an error that nobody foresaw; neither when it was stopped. */
  start(ended: (end: SessionEnd) => Promise<void>, crashed: (error: unknown) => Promise<void>): void {
    const { signal } = this.#aborter;
    this.#settled = this.#run(signal)
      .finally(() => this.#lock?.release())
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
    if (this.#active instanceof Uploader) this.#active.grow(spooledBytes);
  }

  seal(totalBytes: number): void {
    this.#sealedBytes = totalBytes;
    if (this.#active instanceof Uploader) this.#active.seal(totalBytes);
  }

  retryNow(): void {
    this.#active?.retryNow();
  }

  async #run(signal: AbortSignal): Promise<SessionEnd> {
    const open = this.#start.known ?? (await this.#open(signal));
    // An endpoint is nobody's: each recording creates an upload of its own there.
    if (open.session.endpoint !== null) this.#lock?.release();
    const { interrupted } = this.#start;
    const uploader = this.#uploader(
      interrupted === null
        ? open
        : { ...open, session: resumeSession(open.session, interrupted.spooledBytes, interrupted.wasSealed) },
    );
    this.#active = uploader;
    if (this.#sealedBytes !== null) uploader.seal(this.#sealedBytes);
    return uploader.run(signal);
  }

  async #open(signal: AbortSignal): Promise<OpenSession> {
    const { clock, transport, random, report, log, save } = this.#ports;
    const opener = new SessionOpener(this.#start.url, {
      clock,
      transport,
      network: this.#network,
      retry: this.#retry,
      stallTimeoutMs: this.#settings.stallTimeoutMs,
      random,
      report: (link) => report({ link, ackedBytes: 0, sentBytes: 0 }),
      log,
    });
    this.#active = opener;
    const open = await opener.run(signal);
    await save(open);
    return open;
  }

  #uploader({ protocol, session }: OpenSession): Uploader {
    const { spool } = this.#ports;
    const { sendEarlySeconds, chunkBytes, stallTimeoutMs } = this.#settings;
    const buffer = new ArrayBuffer(chunkBytes);
    return new Uploader(
      protocolNamed(protocol),
      session,
      spool.committedBytes,
      {
        chunkBytes,
        stallTimeoutMs,
        retry: this.#retry,
        sendEarlyMs: sendEarlySeconds === null ? null : sendEarlySeconds * 1000,
      },
      {
        ...this.#ports,
        network: this.#network,
        save: (changed) => this.#ports.save({ protocol, session: changed }),
        // One buffer for every chunk: memory does not grow with the recording.
        read: ({ start, end }: ByteRange) => {
          const into = new Uint8Array(buffer, 0, end - start);
          spool.read(start, into);
          return into;
        },
      },
    );
  }

  get #retry() {
    const { maxRetries, retryBaseMs } = this.#settings;
    return { maxRetries, baseMs: retryBaseMs };
  }
}
