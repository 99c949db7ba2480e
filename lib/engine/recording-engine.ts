import { inTime } from '../base/clock.ts';
import { SerialQueue } from '../base/serial-queue.ts';
import { pauseElapsed, resumeElapsed } from '../recording/elapsed.ts';
import type { LogLevel } from '../recording/log-entry.ts';
import { type Message, MessageError, messageOf } from '../recording/message.ts';
import { isLive, isSettled, type RecordingEvent, transition } from '../recording/state.ts';
import { givenUploadUrl, type Target } from '../recording/target.ts';
import type { Settings } from '../settings/settings.ts';
import type { Catalog, RecordingRow } from '../spool/catalog.ts';
import type { SpoolFile } from '../spool/spool-file.ts';
import type { HeldLock } from '../upload/locks.ts';
import { parseSession } from '../upload/session/saved-session.ts';
import { CatalogEntry, type EntryPorts, type Row } from './catalog-entry.ts';
import { containerOn, continuationOf } from './continuation.ts';
import { type Engine, type EngineEvents, type KnownRecording, type NewRecording, NotLiveError } from './engine-api.ts';
import { newRow, rowAfterFailover } from './new-row.ts';
import { lengthAtDeathMs } from './recorded-length.ts';
import { readSavedRow, type SavedRowPorts } from './saved-row.ts';
import { type SlicePlace, SpoolWriter, type WriterPorts } from './spooling/spool-writer.ts';
import { type Continuation, RecordingUpload, type RecordingUploadPorts } from './uploading/recording-upload.ts';
import type { UploadSource } from './uploading/run-ports.ts';

/** A file opens in milliseconds, but a dead owner's access may linger for seconds. */
const OPEN_PATIENCE_MS = 15_000;
/** Files that are deleted late or never are in nobody's way. */
const DELETE_PATIENCE_MS = 1_000;

const NOTHING: Message = { id: 'engine.nothingRecorded' };

/** Everything an engine needs. Any of these calls may never settle. */
export interface EnginePorts
  extends RecordingUploadPorts,
    Pick<SavedRowPorts, 'findRowCopy'>,
    Pick<WriterPorts, 'reads'>,
    Pick<EntryPorts, 'openRowCopy' | 'makeRoom'> {
  readonly catalog: Catalog;
  openSpool(id: string): Promise<SpoolFile>;
  deleteFiles(id: string): Promise<void>;
  /** Waits a moment for a holder that may be dying. Null when it is alive. */
  takeRecordingLock(id: string): Promise<HeldLock | null>;
}

/** One recording: its spool, its upload and its catalog row. The only writer of all three. */
export class RecordingEngine implements Engine {
  readonly #ports: EnginePorts;
  readonly #entry: CatalogEntry;
  readonly #upload: RecordingUpload;
  readonly #slices = new SerialQueue();
  #open: UploadSource | null = null;
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
      await this.#openFile(recording.id, settings, 0);
    } catch (error) {
      lock?.release();
      throw error;
    }
    this.#entry.begin(newRow(recording));
    await this.#change({});
    this.#upload.begin(url, lock);
  }

  async recover(id: string, settings: Settings): Promise<void> {
    const start = await this.#upload.order(() => this.#resume(id, settings));
    if (start !== null) this.#upload.goOn(start);
  }

  async failOver(id: string, settings: Settings, known: KnownRecording): Promise<number> {
    const { start, spooledBytes } = await this.#upload.order(async () => {
      const spool = await this.#openFile(id, settings, null);
      const { row, listError } = await readSavedRow(id, this.#ports);
      if (listError !== null) this.#log('warning', { id: 'engine.listNotRead', reason: messageOf(listError) });
      const saved = this.#withFormat(rowAfterFailover(row, known), spool);
      if (!isLive(saved.state)) throw new NotLiveError();
      // The recorder has been running since the row was written.
      const runningSinceMs = saved.state === 'recording' ? saved.updatedAtMs : null;
      this.#entry.begin({ ...saved, elapsed: { recordedMs: saved.recordedMs, runningSinceMs } });
      const spooledBytes = spool.committedBytes;
      await this.#change({ spooledBytes });
      return { start: continuationOf(saved, spooledBytes, known.hasSent), spooledBytes };
    });
    this.#log('warning', { id: 'engine.failedOver' });
    this.#upload.goOn(start);
    return spooledBytes;
  }

  /** Where to continue the upload; null when there is nothing to send, or not enough. */
  async #resume(id: string, settings: Settings): Promise<Continuation | null> {
    const { saved, spool } = await this.#openSaved(id, settings);
    const spooledBytes = spool.committedBytes;
    const { sealedBytes } = saved;
    const session = parseSession(saved.session);
    const recordedMs = await lengthAtDeathMs(saved, spool);
    this.#entry.begin({ ...saved, elapsed: { recordedMs, runningSinceMs: null } });
    await this.#change({ state: transition(saved.state, 'found'), spooledBytes });
    if (sealedBytes === null) {
      if (spooledBytes === 0) {
        await this.#failed({ id: 'engine.endedBeforeAnything' });
        return null;
      }
      this.#log('warning', { id: 'engine.interrupted', storedBytes: spooledBytes });
      const ending: Message = { id: 'engine.interruptedProblem' };
      const state = transition('interrupted', 'sealed');
      await this.#change({ state, sealedBytes: spooledBytes, ending, problem: ending });
    } else if (spooledBytes < sealedBytes && session?.end?.kind !== 'complete') {
      await this.#upload.block({ id: 'engine.onlyPartLeft', totalBytes: sealedBytes, storedBytes: spooledBytes });
      return null;
    }
    // An upload that was blocked for another reason than its URL, such as an unreadable disk, is tried once more. One
    // that the server has completely only needs another look.
    const isWorthIt = session?.end == null || session.end.kind === 'complete';
    if (this.#row.state === 'blocked' && isWorthIt) await this.#happen('unblocked', { problem: this.#row.ending });
    return continuationOf(saved, spooledBytes);
  }

  /** What an earlier engine left: its row, not shown yet, and its file. */
  async #openSaved(id: string, settings: Settings): Promise<{ saved: RecordingRow; spool: SpoolFile }> {
    await this.#takeRecording(id);
    const { row, listError, copyError } = await readSavedRow(id, this.#ports);
    if (listError !== null) throw listError;
    // What it has and the list hasn't may be that the upload was cancelled, or another URL.
    if (copyError !== null) throw copyError;
    if (row === null) throw new MessageError({ id: 'engine.noRow' });
    if (isSettled(row.state)) {
      // An engine that died may have saved that and not said so.
      this.#entry.show({ ...row, elapsed: { recordedMs: row.recordedMs, runningSinceMs: null } });
      throw new MessageError({ id: 'engine.finished' });
    }
    const spool = await this.#openSpool(id, settings, null);
    return { saved: this.#withFormat(row, spool), spool };
  }

  /** The browser may have died before the format was saved; the head of the file shows it. */
  #withFormat(row: RecordingRow, spool: SpoolFile): RecordingRow {
    const mimeType = row.mimeType ?? containerOn(spool);
    if (mimeType !== null) this.#recorderStarted.resolve(mimeType);
    return { ...row, mimeType };
  }

  async #openFile(id: string, settings: Settings, crc: number | null): Promise<SpoolFile> {
    await this.#takeRecording(id);
    return this.#openSpool(id, settings, crc);
  }

  async #openSpool(id: string, settings: Settings, crc: number | null): Promise<SpoolFile> {
    const { openSpool, clock } = this.#ports;
    const what = { id: 'engine.fileDoesNotOpen' };
    const spool = await inTime(openSpool(id), OPEN_PATIENCE_MS, clock, what, (late) => late.close());
    this.#open = { writer: new SpoolWriter(spool, crc, this.#ports), settings };
    return spool;
  }

  async started(mimeType: string, atMs: number): Promise<void> {
    this.#recorderStarted.resolve(mimeType);
    // Reported again after another engine failed over.
    if (this.#row.state !== 'preparing') return;
    // Every slice waits for this, but none for the catalog.
    void this.#happen('started', { mimeType, elapsed: resumeElapsed(this.#row.elapsed, atMs) });
  }

  append(slice: Blob, place: SlicePlace | null = null): Promise<void> {
    return this.#slices.add(async () => {
      if (this.#row.sealedBytes !== null) throw new NotLiveError();
      const beforeBytes = this.#writer.spool.committedBytes;
      const spooledBytes = await this.#writer.append(slice, place);
      if (spooledBytes === beforeBytes) return;
      this.#entry.grow(spooledBytes);
      this.#upload.grow(spooledBytes, slice);
    });
  }

  async pause(atMs: number): Promise<void> {
    if (this.#row.state === 'paused') return;
    await this.#happen('paused', { elapsed: pauseElapsed(this.#row.elapsed, atMs) });
  }

  async resume(atMs: number): Promise<void> {
    if (this.#row.state === 'recording') return;
    await this.#happen('resumed', { elapsed: resumeElapsed(this.#row.elapsed, atMs) });
  }

  async setMarkers(markersMs: readonly number[]): Promise<void> {
    await this.#change({ markersMs: [...markersMs] });
  }

  seal(atMs: number, problem: Message | null): Promise<void> {
    // After every slice that is still being written.
    return this.#slices.add(() => this.#seal(atMs, problem));
  }

  fail(problem: Message): Promise<void> {
    return this.#slices.add(async () => {
      if (this.#open === null || this.#open.writer.spool.committedBytes === 0) return this.#failed(problem);
      return this.#seal(this.#ports.clock.now(), problem);
    });
  }

  discard(): Promise<boolean> {
    return this.#slices.add(async () => {
      if (this.#open !== null && this.#open.writer.spool.committedBytes > 0) return false;
      await this.#upload.stop();
      await this.#removeFiles(this.#row.id);
      await this.#entry.remove();
      return true;
    });
  }

  async alive(): Promise<void> {
    // It answers.
  }

  retryNow(): Promise<void> {
    return this.#upload.retryNow();
  }

  useNewUrl(target: Target, isRepeated = false): Promise<void> {
    return this.#upload.useNewUrl(target, isRepeated);
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

  /** Call it once a second. */
  tick(): Promise<void> {
    return this.#entry.tick();
  }

  /** Held for the worker's lifetime. */
  async #takeRecording(id: string): Promise<void> {
    const { takeRecordingLock, clock } = this.#ports;
    const what = { id: 'engine.lockUnknown' };
    const lock = await inTime(takeRecordingLock(id), OPEN_PATIENCE_MS, clock, what, (late) => late?.release());
    if (lock === null) throw new MessageError({ id: 'engine.inUse' });
  }

  async #seal(atMs: number, ending: Message | null): Promise<void> {
    const totalBytes = this.#writer.spool.committedBytes;
    // The reason why it ended may say that everything recorded is kept.
    if (totalBytes === 0)
      return this.#failed(ending === null ? NOTHING : { id: 'several', messages: [NOTHING, ending] });
    const elapsed = pauseElapsed(this.#row.elapsed, atMs);
    const sizes = { sealedBytes: totalBytes, spooledBytes: totalBytes };
    await this.#happen('sealed', { elapsed, ending, problem: ending, ...sizes });
    this.#log('buffer', { id: 'engine.sealed', storedBytes: totalBytes });
    await this.#upload.seal(totalBytes);
  }

  async #failed(problem: Message): Promise<void> {
    await this.#upload.stop();
    const row = this.#entry.rowOrNull;
    await this.#removeFiles(row?.id ?? null);
    if (row === null) return;
    this.#log('error', problem);
    await this.#happen('failed', { problem, elapsed: pauseElapsed(row.elapsed, this.#ports.clock.now()) });
  }

  /** They are empty. Never rejects. */
  async #removeFiles(id: string | null): Promise<void> {
    const { deleteFiles, clock } = this.#ports;
    try {
      this.#entry.forgetCopy();
      this.#open?.writer.spool.close();
      this.#open = null;
      if (id !== null) await inTime(deleteFiles(id), DELETE_PATIENCE_MS, clock, { id: 'spool.diskNoAnswer' });
    } catch (error) {
      this.#open = null;
      this.#log('warning', { id: 'engine.emptyFileLeft', reason: messageOf(error) });
    }
  }

  #happen(event: RecordingEvent, changes: Partial<Row>): Promise<void> {
    return this.#entry.happen(event, changes);
  }

  #change(changes: Partial<Row>): Promise<void> {
    return this.#entry.change(changes);
  }

  #log(level: LogLevel, message: Message): void {
    this.#entry.log(level, message);
  }

  get #row(): Row {
    return this.#entry.row;
  }

  get #writer(): SpoolWriter {
    if (this.#open === null) throw new MessageError({ id: 'engine.fileNotOpen' });
    return this.#open.writer;
  }
}
