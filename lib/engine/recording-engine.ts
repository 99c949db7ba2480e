import { fileName, mediaType } from '../recording/file-name.ts';
import type { LogEntry, LogLevel } from '../recording/log-entry.ts';
import { type Elapsed, elapsedMs, type RecordingSnapshot } from '../recording/snapshot.ts';
import { isLive, type RecordingEvent, type RecordingState, transition } from '../recording/state.ts';
import type { Target } from '../recording/target.ts';
import type { Settings } from '../settings/settings.ts';
import type { Catalog, RecordingRow } from '../spool/catalog.ts';
import type { SpoolFile } from '../spool/spool-file.ts';
import type { Clock } from '../upload/clock.ts';
import { crc32c } from '../upload/crc32c.ts';
import { describeProblem, type Problem } from '../upload/problem.ts';
import type { Digest } from '../upload/protocol.ts';
import { parseSession } from '../upload/saved-session.ts';
import type { SessionEnd } from '../upload/session.ts';
import type { HeldLock } from '../upload/upload-lock.ts';
import { describeUrl } from '../upload/upload-url.ts';
import type { UploadProgress } from '../upload/uploader.ts';
import type { Engine, EngineEvents, NewRecording } from './engine-api.ts';
import { RateMeter } from './rate-meter.ts';
import { SerialQueue } from './serial-queue.ts';
import { halt, NOT_STARTED, run } from './stopwatch.ts';
import { UploadRun, type UploadRunPorts, type UploadStart } from './upload-run.ts';
import { verifyDigests } from './verify-digests.ts';

/** All that an engine needs of the world. */
export interface EnginePorts extends Omit<UploadRunPorts, 'log' | 'report' | 'save' | 'spool' | 'metadata' | 'verify'> {
  readonly clock: Clock;
  readonly catalog: Catalog;
  openSpool(id: string): Promise<SpoolFile>;
  deleteFiles(id: string): Promise<void>;
  takeUploadLock(uploadUrl: string, wait: boolean): Promise<HeldLock | null>;
  takeRecordingLock(id: string): Promise<HeldLock | null>;
}

/** Another recording is being sent to this URL. */
export class UploadUrlInUseError extends Error {
  override readonly name = 'UploadUrlInUseError';

  constructor() {
    super('Another recording is being uploaded to this URL. Each recording needs a URL of its own.');
  }
}

/** A slice is read from its Blob in pieces: after sleep, one slice can be tens of megabytes. */
const PIECE_BYTES = 4 * 1024 * 1024;
/** How often the catalog is told how far a live recording is, besides at every change of state. */
const NOTE_INTERVAL_MS = 5_000;

/** What changes about a recording from its making to its end. */
type Row = RecordingRow & { readonly elapsed: Elapsed };

/** One recording: its spool, its upload, its row in the catalog. The only writer of all three. */
export class RecordingEngine implements Engine {
  readonly #ports: EnginePorts;
  readonly #events: EngineEvents;
  readonly #rate = new RateMeter();
  readonly #slices = new SerialQueue();
  #row: Row | null = null;
  #settings: Settings | null = null;
  #spool: SpoolFile | null = null;
  /** The CRC32C of what is committed to the spool; null when an earlier writer wrote a part of it. */
  #crc: number | null = 0;
  #upload: UploadRun | null = null;
  #progress: UploadProgress = { link: { kind: 'idle' }, ackedBytes: 0, sentBytes: 0 };

  constructor(ports: EnginePorts, events: EngineEvents) {
    this.#ports = ports;
    this.#events = events;
  }

  async create(recording: NewRecording, settings: Settings): Promise<void> {
    const lock = await this.#ports.takeUploadLock(recording.target.uploadUrl, false);
    if (lock === null) throw new UploadUrlInUseError();
    try {
      await this.#ports.takeRecordingLock(recording.id);
      this.#spool = await this.#ports.openSpool(recording.id);
    } catch (error) {
      lock.release();
      throw error;
    }
    this.#settings = settings;
    this.#row = {
      ...recording,
      mimeType: null,
      recordedMs: 0,
      elapsed: NOT_STARTED,
      state: 'preparing',
      problem: null,
      protocol: null,
      session: null,
      spooledBytes: 0,
      ackedBytes: 0,
      sealedBytes: null,
      updatedAtMs: recording.startedAtMs,
    };
    await this.#change({});
    this.#startUpload({ url: recording.target.uploadUrl, known: null, interrupted: null }, lock);
  }

  async recover(id: string, settings: Settings): Promise<void> {
    if ((await this.#ports.takeRecordingLock(id)) === null) throw new Error('This recording is in use.');
    const saved = await this.#ports.catalog.get(id);
    if (saved === null) throw new Error('There is no record of this recording.');
    this.#settings = settings;
    this.#spool = await this.#ports.openSpool(id);
    this.#crc = null;
    const spooledBytes = this.#spool.committedBytes;
    const wasSealed = saved.sealedBytes !== null;
    this.#row = { ...saved, elapsed: { recordedMs: saved.recordedMs, runningSinceMs: null } };
    await this.#change({ state: transition(saved.state, 'found'), spooledBytes });
    if (spooledBytes === 0) return this.#failed('The browser ended before anything was recorded.');
    if (!wasSealed) {
      this.#log('warning', `The recording was interrupted. What was recorded is safe: ${spooledBytes} bytes.`);
      const problem = 'The recording was interrupted: the browser or the extension ended.';
      await this.#change({ state: transition('interrupted', 'sealed'), sealedBytes: spooledBytes, problem });
    }
    const url = saved.target.uploadUrl;
    const session = parseSession(saved.session);
    const known = session === null || saved.protocol === null ? null : { protocol: saved.protocol, session };
    // An upload that this recording created at an endpoint is known to nobody else.
    const lock = known?.session.endpoint != null ? null : await this.#ports.takeUploadLock(url, true);
    this.#startUpload({ url, known, interrupted: { spooledBytes, wasSealed } }, lock);
  }

  async started(mimeType: string, atMs: number): Promise<void> {
    await this.#happen('started', { mimeType, elapsed: run(this.#current.elapsed, atMs) });
  }

  append(slice: Blob): Promise<void> {
    return this.#slices.add(async () => {
      const spool = this.#openSpool;
      let crc = this.#crc;
      for (let start = 0; start < slice.size; start += PIECE_BYTES) {
        const piece = new Uint8Array(await slice.slice(start, start + PIECE_BYTES).arrayBuffer());
        spool.write(piece);
        if (crc !== null) crc = crc32c(piece, crc);
      }
      if (slice.size === 0) return;
      spool.commit();
      this.#crc = crc;
      this.#grow(spool.committedBytes);
    });
  }

  async pause(atMs: number): Promise<void> {
    await this.#happen('paused', { elapsed: halt(this.#current.elapsed, atMs) });
  }

  async resume(atMs: number): Promise<void> {
    await this.#happen('resumed', { elapsed: run(this.#current.elapsed, atMs) });
  }

  seal(atMs: number, problem: string | null): Promise<void> {
    // Behind every slice that is still being written.
    return this.#slices.add(async () => {
      const totalBytes = this.#openSpool.committedBytes;
      if (totalBytes === 0) return this.#failed(problem ?? 'Nothing was recorded.');
      const elapsed = halt(this.#current.elapsed, atMs);
      await this.#happen('sealed', { elapsed, problem, sealedBytes: totalBytes, spooledBytes: totalBytes });
      this.#log('buffer', `Recorded ${totalBytes} bytes; all of it is on disk.`);
      this.#upload?.seal(totalBytes);
      const { link } = this.#progress;
      // The upload may have ended with a problem long ago, or while the catalog was being written just now.
      if (link.kind === 'blocked' && this.#current.state === 'finishing')
        await this.#happen('blocked', { problem: link.reason });
    });
  }

  async fail(problem: string): Promise<void> {
    if (this.#spool !== null && this.#spool.committedBytes > 0) return this.seal(this.#ports.clock.now(), problem);
    return this.#failed(problem);
  }

  async retryNow(): Promise<void> {
    this.#upload?.retryNow();
  }

  async useNewUrl(target: Target): Promise<void> {
    const lock = await this.#ports.takeUploadLock(target.uploadUrl, false);
    if (lock === null) throw new UploadUrlInUseError();
    await this.#upload?.stop();
    this.#log('upload', 'Using a new upload URL: everything is sent again from the first byte.');
    const { state } = this.#current;
    this.#progress = { link: { kind: 'idle' }, ackedBytes: 0, sentBytes: 0 };
    await this.#change({
      target,
      protocol: null,
      session: null,
      ackedBytes: 0,
      problem: null,
      state: state === 'blocked' ? transition(state, 'unblocked') : state,
    });
    this.#startUpload({ url: target.uploadUrl, known: null, interrupted: null }, lock);
  }

  /** To be called once a second: measures the rate and keeps the catalog's idea of a live recording fresh. */
  async tick(): Promise<void> {
    if (this.#row === null) return;
    this.#rate.sample(this.#progress.sentBytes);
    if (!isLive(this.#row.state) && this.#row.state !== 'finishing') return;
    this.#report();
    if (this.#ports.clock.now() - this.#row.updatedAtMs >= NOTE_INTERVAL_MS) await this.#change({});
  }

  #startUpload(start: UploadStart, lock: HeldLock | null): void {
    const { spool, settings } = { spool: this.#openSpool, settings: this.#settings };
    if (settings === null) throw new Error('The engine has no settings.');
    const upload = new UploadRun(start, settings, lock, {
      ...this.#ports,
      spool,
      metadata: () => {
        const { startedAtMs, mimeType } = this.#current;
        return { filename: fileName(startedAtMs, mimeType), filetype: mediaType(mimeType) };
      },
      verify: (digests) => this.#verify(digests),
      save: async ({ protocol, session }) => this.#change({ protocol, session, ackedBytes: session.ackedBytes }),
      report: (progress) => {
        this.#progress = progress;
        this.#report();
      },
      log: (level, text) => this.#log(level, text),
    });
    this.#upload = upload;
    if (this.#current.sealedBytes !== null) upload.seal(this.#current.sealedBytes);
    upload.start(
      (end) => this.#uploadEnded(upload, end),
      (error) => this.#uploadCrashed(upload, error),
    );
  }

  async #verify(digests: readonly Digest[]): Promise<Problem | null> {
    const verdict = await verifyDigests(digests, this.#crc, this.#openSpool);
    if (verdict.kind === 'differs') return verdict.problem;
    if (verdict.kind === 'agrees') {
      this.#log('upload', `The server’s checksum (${verdict.algorithm}) is that of the recording.`);
    }
    return null;
  }

  async #uploadEnded(upload: UploadRun, end: SessionEnd): Promise<void> {
    // An upload that was replaced by one to a new URL has no say any more.
    if (upload !== this.#upload) return;
    if (end.kind === 'complete') return this.#happen('completed', {});
    if (this.#current.state === 'finishing') await this.#happen('blocked', { problem: describeProblem(end.problem) });
  }

  /** An error that nobody foresaw, such as a disk that no longer gives back what it took. Shown, never swallowed. */
  async #uploadCrashed(upload: UploadRun, error: unknown): Promise<void> {
    if (upload !== this.#upload) return;
    const reason = `The upload stopped because of an error: ${error instanceof Error ? error.message : String(error)}`;
    this.#log('error', reason);
    this.#progress = { ...this.#progress, link: { kind: 'blocked', reason } };
    this.#report();
    if (this.#current.state === 'finishing') await this.#happen('blocked', { problem: reason });
  }

  async #failed(problem: string): Promise<void> {
    await this.#upload?.stop();
    this.#spool?.close();
    this.#spool = null;
    if (this.#row === null) return;
    await this.#ports.deleteFiles(this.#row.id);
    this.#log('error', problem);
    const elapsed = halt(this.#row.elapsed, this.#ports.clock.now());
    await this.#happen('failed', { problem, elapsed });
  }

  #grow(spooledBytes: number): void {
    this.#row = { ...this.#current, spooledBytes };
    this.#upload?.grow(spooledBytes);
    this.#report();
  }

  #happen(event: RecordingEvent, changes: Partial<Row>): Promise<void> {
    return this.#change({ ...changes, state: transition(this.#current.state, event) });
  }

  /** Every change goes through here: kept in the catalog, then shown. */
  async #change(changes: Partial<Row>): Promise<void> {
    const updatedAtMs = this.#ports.clock.now();
    this.#row = { ...this.#current, ...changes, updatedAtMs };
    this.#report();
    const { elapsed, ...row } = this.#row;
    await this.#ports.catalog.put({ ...row, recordedMs: elapsedMs(elapsed, updatedAtMs) }).catch((error: unknown) => {
      // The files are what counts, and recovery reads them. The catalog is only told again at the next change.
      this.#log('warning', `The catalog of recordings could not be written: ${String(error)}`);
    });
  }

  #report(): void {
    const row = this.#current;
    this.#events.snapshot({
      id: row.id,
      source: row.source,
      title: row.title,
      startedAtMs: row.startedAtMs,
      state: row.state,
      problem: row.problem,
      mimeType: row.mimeType,
      elapsed: row.elapsed,
      spooledBytes: row.spooledBytes,
      ackedBytes: row.ackedBytes,
      sentBytes: Math.max(row.ackedBytes, this.#progress.sentBytes),
      sealedBytes: row.sealedBytes,
      link: this.#progress.link,
      targetLabel: describeUrl(row.target.uploadUrl),
      protocol: row.protocol,
      sentPerSecond: this.#rate.perSecond,
    } satisfies RecordingSnapshot);
  }

  #log(level: LogLevel, text: string): void {
    const entry: LogEntry = { atMs: this.#ports.clock.now(), level, text, recordingId: this.#row?.id ?? null };
    this.#events.log([entry]);
  }

  get #current(): Row {
    if (this.#row === null) throw new Error('The engine has no recording yet.');
    return this.#row;
  }

  get #openSpool(): SpoolFile {
    if (this.#spool === null) throw new Error('The recording’s file is not open.');
    return this.#spool;
  }
}

export type { RecordingState };
