import type { LogLevel } from '../recording/log-entry.ts';
import { isLive, isSettled, type RecordingEvent, transition } from '../recording/state.ts';
import { givenUploadUrl, type Target } from '../recording/target.ts';
import type { Settings } from '../settings/settings.ts';
import type { Catalog, RecordingRow } from '../spool/catalog.ts';
import { CONTAINER_HEAD_BYTES, containerOf } from '../spool/container.ts';
import type { SpoolFile } from '../spool/spool-file.ts';
import { parseSession } from '../upload/saved-session.ts';
import type { HeldLock } from '../upload/upload-lock.ts';
import { CatalogEntry, type Row } from './catalog-entry.ts';
import type { Engine, EngineEvents, NewRecording } from './engine-api.ts';
import { NotLiveError } from './not-live-error.ts';
import {
  type Continuation,
  type OpenRecording,
  RecordingUpload,
  type RecordingUploadPorts,
} from './recording-upload.ts';
import { SerialQueue } from './serial-queue.ts';
import { SpoolWriter } from './spool-writer.ts';
import { halt, NOT_STARTED, run } from './stopwatch.ts';

/** All that an engine needs of the world. */
export interface EnginePorts extends RecordingUploadPorts {
  readonly catalog: Catalog;
  openSpool(id: string): Promise<SpoolFile>;
  deleteFiles(id: string): Promise<void>;
  /** Waits a moment for a holder that may be dying. Null when it lives. */
  takeRecordingLock(id: string): Promise<HeldLock | null>;
}

/** One recording: its spool, its upload, its row in the catalog. The only writer of all three. */
export class RecordingEngine implements Engine {
  readonly #ports: EnginePorts;
  readonly #entry: CatalogEntry;
  readonly #upload: RecordingUpload;
  readonly #slices = new SerialQueue();
  #open: OpenRecording | null = null;
  /** Resolves to the recording's MIME type. */
  readonly #recorderStarted = Promise.withResolvers<string>();

  constructor(ports: EnginePorts, events: EngineEvents) {
    this.#ports = ports;
    this.#entry = new CatalogEntry(ports, events);
    this.#upload = new RecordingUpload(ports, this.#entry, () => this.#open, this.#recorderStarted.promise);
  }

  async create(recording: NewRecording, settings: Settings): Promise<void> {
    const url = givenUploadUrl(recording.target);
    const lock = await this.#upload.lockFor(url);
    try {
      await this.#takeRecording(recording.id);
      this.#open = { writer: new SpoolWriter(await this.#ports.openSpool(recording.id), 0), settings };
    } catch (error) {
      lock?.release();
      throw error;
    }
    this.#entry.begin({
      ...recording,
      mimeType: null,
      recordedMs: 0,
      elapsed: NOT_STARTED,
      state: 'preparing',
      problem: null,
      uploadUrl: url,
      uploadPaused: false,
      protocol: null,
      session: null,
      spooledBytes: 0,
      ackedBytes: 0,
      sealedBytes: null,
      updatedAtMs: recording.startedAtMs,
    });
    await this.#change({});
    this.#upload.begin(url, lock);
  }

  async recover(id: string, settings: Settings): Promise<void> {
    const start = await this.#upload.order(() => this.#takeUp(id, settings));
    if (start !== null) this.#upload.goOn(start);
  }

  async takeOver(id: string, settings: Settings): Promise<number> {
    const { start, spooledBytes } = await this.#upload.order(async () => {
      const { saved, spool } = await this.#openSaved(id, settings);
      if (!isLive(saved.state)) throw new NotLiveError();
      // The recorder has run ever since the row was written.
      const runningSinceMs = saved.state === 'recording' ? saved.updatedAtMs : null;
      this.#entry.begin({ ...saved, elapsed: { recordedMs: saved.recordedMs, runningSinceMs } });
      const spooledBytes = spool.committedBytes;
      await this.#change({ spooledBytes });
      return { start: continuationOf(saved, spooledBytes), spooledBytes };
    });
    this.#log('warning', 'The part of Reelay that writes and uploads was started again; the recording goes on.');
    this.#upload.goOn(start);
    return spooledBytes;
  }

  /** Where the upload goes on; null when there is nothing to send, or not enough. */
  async #takeUp(id: string, settings: Settings): Promise<Continuation | null> {
    const { saved, spool } = await this.#openSaved(id, settings);
    const spooledBytes = spool.committedBytes;
    const { sealedBytes } = saved;
    const session = parseSession(saved.session);
    this.#entry.begin({ ...saved, elapsed: { recordedMs: saved.recordedMs, runningSinceMs: null } });
    await this.#change({ state: transition(saved.state, 'found'), spooledBytes });
    if (sealedBytes === null) {
      if (spooledBytes === 0) {
        await this.#failed('The browser ended before anything was recorded.');
        return null;
      }
      this.#log('warning', `The recording was interrupted. What was recorded is safe: ${spooledBytes} bytes.`);
      const problem = 'The recording was interrupted: the browser or the extension ended.';
      await this.#change({ state: transition('interrupted', 'sealed'), sealedBytes: spooledBytes, problem });
    } else if (spooledBytes < sealedBytes && session?.end?.kind !== 'complete') {
      await this.#upload.block(
        `Of this recording’s ${sealedBytes} bytes only ${spooledBytes} are left on this machine.`,
      );
      return null;
    }
    // What was blocked without a verdict on the URL, such as by a disk that could not be read, is tried once more.
    // And one that the server has whole has only to be looked at again.
    const isWorthIt = session?.end == null || session.end.kind === 'complete';
    if (this.#row.state === 'blocked' && isWorthIt) await this.#happen('unblocked', { problem: null });
    return continuationOf(saved, spooledBytes);
  }

  /** What an earlier engine left: its row, which is not shown yet, and its file. */
  async #openSaved(id: string, settings: Settings): Promise<{ saved: RecordingRow; spool: SpoolFile }> {
    await this.#takeRecording(id);
    const saved = await this.#ports.catalog.get(id);
    if (saved === null) throw new Error('There is no record of this recording.');
    if (isSettled(saved.state)) throw new Error('This recording is finished.');
    const spool = await this.#ports.openSpool(id);
    this.#open = { writer: new SpoolWriter(spool, null), settings };
    // The browser may have died before it was written down what the recorder makes; the file's head tells the container.
    const mimeType = saved.mimeType ?? containerOn(spool);
    if (mimeType !== null) this.#recorderStarted.resolve(mimeType);
    return { saved: { ...saved, mimeType }, spool };
  }

  async started(mimeType: string, atMs: number): Promise<void> {
    this.#recorderStarted.resolve(mimeType);
    // Told again after another engine took over.
    if (this.#row.state !== 'preparing') return;
    // Every slice waits for this to have happened, but none for the catalog.
    void this.#happen('started', { mimeType, elapsed: run(this.#row.elapsed, atMs) });
  }

  append(slice: Blob): Promise<void> {
    return this.#slices.add(async () => {
      if (this.#row.sealedBytes !== null) throw new NotLiveError();
      const spooledBytes = await this.#writer.append(slice);
      this.#entry.grow(spooledBytes);
      this.#upload.grow(spooledBytes, slice);
    });
  }

  async pause(atMs: number): Promise<void> {
    await this.#happen('paused', { elapsed: halt(this.#row.elapsed, atMs) });
  }

  async resume(atMs: number): Promise<void> {
    await this.#happen('resumed', { elapsed: run(this.#row.elapsed, atMs) });
  }

  seal(atMs: number, problem: string | null): Promise<void> {
    // Behind every slice that is still being written.
    return this.#slices.add(() => this.#seal(atMs, problem));
  }

  fail(problem: string): Promise<void> {
    return this.#slices.add(async () => {
      if (this.#open === null || this.#open.writer.spool.committedBytes === 0) return this.#failed(problem);
      return this.#seal(this.#ports.clock.now(), problem);
    });
  }

  retryNow(): Promise<void> {
    return this.#upload.retryNow();
  }

  useNewUrl(target: Target): Promise<void> {
    return this.#upload.useNewUrl(target);
  }

  pauseUpload(): Promise<void> {
    return this.#upload.pause();
  }

  resumeUpload(): Promise<void> {
    return this.#upload.resume();
  }

  cancelUpload(): Promise<void> {
    return this.#upload.cancel();
  }

  /** To be called once a second. */
  tick(): Promise<void> {
    return this.#entry.tick();
  }

  /** Held as long as the worker lives. */
  async #takeRecording(id: string): Promise<void> {
    if ((await this.#ports.takeRecordingLock(id)) === null) throw new Error('This recording is in use.');
  }

  async #seal(atMs: number, problem: string | null): Promise<void> {
    const totalBytes = this.#writer.spool.committedBytes;
    if (totalBytes === 0) return this.#failed(problem ?? 'Nothing was recorded.');
    const elapsed = halt(this.#row.elapsed, atMs);
    await this.#happen('sealed', { elapsed, problem, sealedBytes: totalBytes, spooledBytes: totalBytes });
    this.#log('buffer', `Recorded ${totalBytes} bytes; all of it is on disk.`);
    await this.#upload.seal(totalBytes);
  }

  async #failed(problem: string): Promise<void> {
    await this.#upload.stop();
    this.#open?.writer.spool.close();
    this.#open = null;
    const row = this.#entry.rowOrNull;
    if (row === null) return;
    await this.#ports.deleteFiles(row.id);
    this.#log('error', problem);
    await this.#happen('failed', { problem, elapsed: halt(row.elapsed, this.#ports.clock.now()) });
  }

  #happen(event: RecordingEvent, changes: Partial<Row>): Promise<void> {
    return this.#entry.happen(event, changes);
  }

  #change(changes: Partial<Row>): Promise<void> {
    return this.#entry.change(changes);
  }

  #log(level: LogLevel, text: string): void {
    this.#entry.log(level, text);
  }

  get #row(): Row {
    return this.#entry.row;
  }

  get #writer(): SpoolWriter {
    if (this.#open === null) throw new Error('The recording’s file is not open.');
    return this.#open.writer;
  }
}

/** Where the upload of an earlier engine goes on, of which so much is on disk. */
function continuationOf(
  { session: saved, protocol, uploadUrl: url }: RecordingRow,
  spooledBytes: number,
): Continuation {
  const session = parseSession(saved);
  const known = session === null || protocol === null ? null : { protocol, session };
  // Before it was found out how to speak to the server, nothing was sent.
  return { url, known, interruptedAtBytes: known === null ? null : spooledBytes };
}

/** What the recorder made, by the first bytes; null when there are none. */
function containerOn(spool: SpoolFile): string | null {
  if (spool.committedBytes === 0) return null;
  const head = new Uint8Array(Math.min(CONTAINER_HEAD_BYTES, spool.committedBytes));
  spool.read(0, head);
  return containerOf(head) ?? 'video/webm';
}
