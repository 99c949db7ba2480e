import { fileName, mediaType } from '../recording/file-name.ts';
import type { LogLevel } from '../recording/log-entry.ts';
import { sentenceOf } from '../recording/sentence-of.ts';
import { isLive, isSettled, type RecordingEvent, transition } from '../recording/state.ts';
import { givenUploadUrl, type Target } from '../recording/target.ts';
import type { Settings } from '../settings/settings.ts';
import { type Catalog, isReadable, type RecordingRow } from '../spool/catalog.ts';
import { CONTAINER_HEAD_BYTES, containerOf } from '../spool/container.ts';
import type { SpoolFile } from '../spool/spool-file.ts';
import { isUndecided } from '../spool/undecided.ts';
import { describeProblem, isSessionDead, type Problem } from '../upload/problem.ts';
import type { Digest } from '../upload/protocol.ts';
import { parseSession } from '../upload/saved-session.ts';
import { newSession, type Session, type SessionEnd, sessionToCreate } from '../upload/session.ts';
import type { HeldLock } from '../upload/upload-lock.ts';
import { describeUrl } from '../upload/upload-url.ts';
import { CatalogEntry, type Row } from './catalog-entry.ts';
import type { Engine, EngineEvents, NewRecording } from './engine-api.ts';
import { NotLiveError } from './not-live-error.ts';
import { RightOfWay, type TakeRightOfWay } from './right-of-way.ts';
import { SerialQueue } from './serial-queue.ts';
import { SpoolWriter } from './spool-writer.ts';
import { halt, NOT_STARTED, run } from './stopwatch.ts';
import { tellCancelled } from './tell-cancelled.ts';
import { UploadRun, type UploadRunPorts, type UploadStart } from './upload-run.ts';
import { verifyDigests } from './verify-digests.ts';

/** All that an engine needs of the world. */
export interface EnginePorts
  extends Pick<UploadRunPorts, 'clock' | 'transport' | 'networkTo' | 'random' | 'takeUploadLock' | 'join' | 'later'> {
  readonly catalog: Catalog;
  readonly takeRightOfWay: TakeRightOfWay;
  openSpool(id: string): Promise<SpoolFile>;
  /** The recording as a file that the browser can read by itself; null where there is no such thing. */
  openSealed(id: string): Promise<Blob | null>;
  deleteFiles(id: string): Promise<void>;
  /** Waits a moment for a holder that may be dying. Null when it lives. */
  takeRecordingLock(id: string): Promise<HeldLock | null>;
}

/** Another recording is being sent to this URL. */
export class UploadUrlInUseError extends Error {
  override readonly name = 'UploadUrlInUseError';

  constructor() {
    super('Another recording is being uploaded to this URL. Each recording needs a URL of its own.');
  }
}

/** How many minted URLs in a row may die before they have taken a byte. */
const MAX_DEAD_MINTS = 2;

/** One recording: its spool, its upload, its row in the catalog. The only writer of all three. */
export class RecordingEngine implements Engine {
  readonly #ports: EnginePorts;
  readonly #entry: CatalogEntry;
  readonly #slices = new SerialQueue();
  /** What replaces or ends an upload on the person's behalf, one after the other: there is never more than one upload. */
  readonly #orders = new SerialQueue();
  readonly #rightOfWay: RightOfWay;
  #settings: Settings | null = null;
  #writer: SpoolWriter | null = null;
  #upload: UploadRun | null = null;
  /** Counts what the person ordered that makes an earlier upload void. */
  #turn = 0;
  /** Minted URLs in a row that died before they had taken a byte. */
  #deadMints = 0;
  /** Resolves to the recording's MIME type. */
  readonly #recorderStarted = Promise.withResolvers<string>();

  constructor(ports: EnginePorts, events: EngineEvents) {
    this.#ports = ports;
    this.#entry = new CatalogEntry(ports, events);
    const isFirst = () => {
      const row = this.#entry.rowOrNull;
      return row !== null && isLive(row.state);
    };
    this.#rightOfWay = new RightOfWay(ports.takeRightOfWay, isFirst, () => ports.clock.now());
  }

  async create(recording: NewRecording, settings: Settings): Promise<void> {
    const url = givenUploadUrl(recording.target);
    const lock = await this.#lockFor(url);
    try {
      await this.#takeRecording(recording.id);
      this.#writer = new SpoolWriter(await this.#ports.openSpool(recording.id), 0);
    } catch (error) {
      lock?.release();
      throw error;
    }
    this.#settings = settings;
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
    this.#startAfresh(url, lock);
  }

  async recover(id: string, settings: Settings): Promise<void> {
    const start = await this.#orders.add(() => this.#takeUp(id, settings));
    if (start !== null) this.#continueUpload(start);
  }

  async takeOver(id: string, settings: Settings): Promise<number> {
    const { start, spooledBytes } = await this.#orders.add(async () => {
      const saved = await this.#openSaved(id, settings);
      if (!isLive(saved.state)) throw new NotLiveError();
      // The recorder has run ever since the row was written.
      const runningSinceMs = saved.state === 'recording' ? saved.updatedAtMs : null;
      this.#entry.begin({ ...saved, elapsed: { recordedMs: saved.recordedMs, runningSinceMs } });
      const spooledBytes = this.#openSpool.committedBytes;
      const start = this.#startFrom(saved);
      await this.#change({ spooledBytes });
      return { start, spooledBytes };
    });
    this.#log('warning', 'The part of Reelay that writes and uploads was started again; the recording goes on.');
    this.#continueUpload(start);
    return spooledBytes;
  }

  /** It may wait for the URL's lock as long as another upload has it; nobody must wait for that. */
  #continueUpload(start: Omit<UploadStart, 'target' | 'lock'>): void {
    this.#withLock(start).catch((error: unknown) => this.#log('error', `The upload stopped: ${sentenceOf(error)}`));
  }

  async #withLock(start: Omit<UploadStart, 'target' | 'lock'>): Promise<void> {
    const { url, known } = start;
    const turn = this.#turn;
    // An upload that this recording created at an endpoint is known to nobody else.
    const isOwn = url === null || (known !== null && known.session.endpoint !== null);
    const lock = isOwn ? null : await this.#ports.takeUploadLock(url, true);
    // While it waited for the lock the person may have given another URL, cancelled the upload, or stopped with nothing
    // recorded.
    if (turn === this.#turn && this.#writer !== null) this.#startUpload({ ...start, lock });
    else lock?.release();
  }

  /** Where the upload goes on; null when there is nothing to send, or not enough. */
  async #takeUp(id: string, settings: Settings): Promise<Omit<UploadStart, 'target' | 'lock'> | null> {
    const saved = await this.#openSaved(id, settings);
    const spooledBytes = this.#openSpool.committedBytes;
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
      await this.#block(`Of this recording’s ${sealedBytes} bytes only ${spooledBytes} are left on this machine.`);
      return null;
    }
    // What was blocked without a verdict on the URL, such as by a disk that could not be read, is tried once more.
    // And one that the server has whole has only to be looked at again.
    const isWorthIt = session?.end == null || session.end.kind === 'complete';
    if (this.#current.state === 'blocked' && isWorthIt) await this.#happen('unblocked', { problem: null });
    return this.#startFrom(saved);
  }

  /** What an earlier engine left: its row, which is not shown yet, and its file. */
  async #openSaved(id: string, settings: Settings): Promise<RecordingRow> {
    await this.#takeRecording(id);
    const saved = await this.#ports.catalog.get(id);
    if (saved === null) throw new Error('There is no record of this recording.');
    if (isSettled(saved.state)) throw new Error('This recording is finished.');
    this.#settings = settings;
    const spool = await this.#ports.openSpool(id);
    this.#writer = new SpoolWriter(spool, null);
    // The browser may have died before it was written down what the recorder makes; the file's head tells the container.
    const mimeType = saved.mimeType ?? containerOn(spool);
    if (mimeType !== null) this.#recorderStarted.resolve(mimeType);
    return { ...saved, mimeType };
  }

  /** Where the upload of an earlier engine goes on. */
  #startFrom({ session: savedSession, protocol, uploadUrl: url }: RecordingRow): Omit<UploadStart, 'target' | 'lock'> {
    const session = parseSession(savedSession);
    const known = session === null || protocol === null ? null : { protocol, session };
    // Before it was found out how to speak to the server, nothing was sent.
    return { url, known, interruptedAtBytes: known === null ? null : this.#openSpool.committedBytes };
  }

  async started(mimeType: string, atMs: number): Promise<void> {
    this.#recorderStarted.resolve(mimeType);
    // Told again after another engine took over.
    if (this.#current.state !== 'preparing') return;
    // Every slice waits for this to have happened, but none for the catalog.
    void this.#happen('started', { mimeType, elapsed: run(this.#current.elapsed, atMs) });
  }

  append(slice: Blob): Promise<void> {
    return this.#slices.add(async () => {
      if (this.#current.sealedBytes !== null) throw new NotLiveError();
      const spooledBytes = await this.#openWriter.append(slice);
      this.#entry.grow(spooledBytes);
      this.#upload?.grow(spooledBytes, slice);
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
    return this.#slices.add(() => this.#seal(atMs, problem));
  }

  fail(problem: string): Promise<void> {
    return this.#slices.add(async () => {
      if (this.#writer === null || this.#writer.spool.committedBytes === 0) return this.#failed(problem);
      return this.#seal(this.#ports.clock.now(), problem);
    });
  }

  async retryNow(): Promise<void> {
    const { target, uploadUrl } = this.#current;
    const isWithoutUrl = this.#entry.progress.link.kind === 'blocked' && uploadUrl === null;
    // The person has mended the minting endpoint, perhaps.
    if (isWithoutUrl) await this.#orders.add(() => this.#replaceUpload(target, null, null));
    else this.#upload?.retryNow();
  }

  useNewUrl(target: Target): Promise<void> {
    return this.#orders.add(async () => {
      const url = givenUploadUrl(target);
      const lock = await this.#lockFor(url);
      await this.#replaceUpload(target, url, lock);
    });
  }

  async pauseUpload(): Promise<void> {
    this.#log('upload', 'The upload is paused.');
    this.#upload?.pause();
    await this.#change({ uploadPaused: true });
  }

  async resumeUpload(): Promise<void> {
    this.#log('upload', 'The upload goes on.');
    this.#upload?.resume();
    await this.#change({ uploadPaused: false });
  }

  async cancelUpload(): Promise<void> {
    const tellServer = await this.#orders.add(() => this.#cancel());
    // Not as an order: a server that hangs, which is when one cancels, must not hold up the next URL.
    await tellServer();
  }

  /** Resolves to what tells the server. */
  async #cancel(): Promise<() => Promise<void>> {
    this.#turn += 1;
    await this.#stopUpload();
    const { session: saved, target, uploadUrl, protocol, state } = this.#current;
    if (isSettled(state)) return async () => undefined;
    this.#upload = null;
    const problem = { kind: 'cancelled-here' } as const;
    const reason = describeProblem(problem);
    this.#log('upload', reason);
    // Also where nothing was found out about the URL yet: a restart must not take up what was cancelled.
    const session = parseSession(saved) ?? unopenedSession(uploadUrl, target);
    await this.#change({
      session: session && { ...session, end: { kind: 'problem', problem } },
      protocol: protocol ?? 'content-range',
    });
    await this.#block(reason);
    if (saved === null || session?.url == null || protocol === null || session.end !== null)
      return async () => undefined;
    const { url } = session;
    return () => tellCancelled(protocol, url, { ...this.#ports, log: (level, text) => this.#log(level, text) });
  }

  /** To be called once a second. */
  tick(): Promise<void> {
    return this.#entry.tick();
  }

  /** Held as long as the worker lives. */
  async #takeRecording(id: string): Promise<void> {
    if ((await this.#ports.takeRecordingLock(id)) === null) throw new Error('This recording is in use.');
  }

  /** Null when there is no URL yet, or it is not known yet whether it serves one recording or many. @throws UploadUrlInUseError. */
  async #lockFor(url: string | null): Promise<HeldLock | null> {
    if (url === null) return null;
    const lock = await this.#ports.takeUploadLock(url, false);
    if (lock === null && !isUndecided((await this.#ports.catalog.all()).filter(isReadable), url)) {
      throw new UploadUrlInUseError();
    }
    return lock;
  }

  async #seal(atMs: number, problem: string | null): Promise<void> {
    const totalBytes = this.#openSpool.committedBytes;
    if (totalBytes === 0) return this.#failed(problem ?? 'Nothing was recorded.');
    const elapsed = halt(this.#current.elapsed, atMs);
    await this.#happen('sealed', { elapsed, problem, sealedBytes: totalBytes, spooledBytes: totalBytes });
    this.#log('buffer', `Recorded ${totalBytes} bytes; all of it is on disk.`);
    this.#upload?.seal(totalBytes);
    const { link } = this.#entry.progress;
    // The upload may have ended with a problem long ago, or while the catalog was being written just now.
    if (link.kind === 'blocked') await this.#block(link.reason);
  }

  /** Ends the upload under way, and any that took its place meanwhile. */
  async #stopUpload(): Promise<void> {
    for (let stopped: UploadRun | null = null; stopped !== this.#upload; ) {
      stopped = this.#upload;
      await stopped?.stop();
    }
    // What is cut off reports nothing more, and must not hold up the others.
    this.#rightOfWay.release();
  }

  /** @throws Error when there is nothing to send any more; the lock is given back then. */
  async #replaceUpload(target: Target, url: string | null, lock: HeldLock | null): Promise<void> {
    this.#turn += 1;
    await this.#stopUpload();
    if (isSettled(this.#current.state) || this.#writer === null) {
      lock?.release();
      throw new Error('This recording has nothing to send any more.');
    }
    this.#log('upload', 'Using a new upload URL: everything is sent again from the first byte.');
    await this.#startOver(target, url, lock);
  }

  /** Everything is sent again from byte 0; the earlier URL is never touched again. */
  async #startOver(target: Target, url: string | null, lock: HeldLock | null): Promise<void> {
    const { state } = this.#current;
    this.#entry.progressed({ link: { kind: 'idle' }, ackedBytes: 0, sentBytes: 0 }, false);
    await this.#change({
      target,
      uploadUrl: url,
      protocol: null,
      session: null,
      ackedBytes: 0,
      problem: null,
      state: state === 'blocked' ? transition(state, 'unblocked') : state,
    });
    // It may have ended as one in which nothing was recorded, just now.
    if (this.#writer === null) return lock?.release();
    this.#startAfresh(url, lock);
  }

  /** From byte 0. Without the lock on a URL it waits for that. */
  #startAfresh(url: string | null, lock: HeldLock | null): void {
    const start = { url, known: null, interruptedAtBytes: null };
    if (url === null || lock !== null) this.#startUpload({ ...start, lock });
    else {
      this.#log('upload', 'The upload waits: another recording has yet to find out what is at this address.');
      this.#upload = null;
      this.#continueUpload(start);
    }
  }

  #startUpload(where: Omit<UploadStart, 'target'>): void {
    const { spool, settings } = { spool: this.#openSpool, settings: this.#settings };
    if (settings === null) throw new Error('The engine has no settings.');
    const upload = new UploadRun({ ...where, target: this.#current.target }, settings, {
      ...this.#ports,
      transport: this.#rightOfWay.over(this.#ports.transport),
      spool,
      openSealed: () => this.#ports.openSealed(this.#current.id),
      mintOrder: async () => {
        const mimeType = await this.#recorderStarted.promise;
        const { source, startedAtMs } = this.#current;
        return { source, mimeType, startedAt: new Date(startedAtMs).toISOString() };
      },
      minted: (uploadUrl) => this.#change({ uploadUrl }),
      metadata: () => {
        const { startedAtMs, mimeType } = this.#current;
        return { filename: fileName(startedAtMs, mimeType), filetype: mediaType(mimeType) };
      },
      verify: (digests) => this.#verify(digests),
      save: async ({ protocol, session }) => this.#change({ protocol, session, ackedBytes: session.ackedBytes }),
      note: ({ protocol, session }) => this.#entry.note({ protocol, session, ackedBytes: session.ackedBytes }),
      report: (progress) => {
        if (progress.link.kind !== 'sending' || !isLive(this.#current.state)) this.#rightOfWay.release();
        this.#entry.progressed(progress);
      },
      log: (level, text) => this.#log(level, text),
    });
    this.#upload = upload;
    if (this.#current.sealedBytes !== null) upload.seal(this.#current.sealedBytes);
    if (this.#current.uploadPaused) upload.pause();
    upload.start(
      (end) => this.#uploadEnded(upload, end),
      (error) => this.#uploadCrashed(upload, error),
    );
  }

  async #verify(digests: readonly Digest[]): Promise<Problem | null> {
    const verdict = await verifyDigests(digests, this.#openWriter.crc, this.#openSpool);
    if (verdict.kind === 'differs') return verdict.problem;
    if (verdict.kind === 'agrees') {
      this.#log('upload', `The server’s checksum (${verdict.algorithm}) is that of the recording.`);
    }
    return null;
  }

  async #uploadEnded(upload: UploadRun, end: SessionEnd): Promise<void> {
    // An upload that was replaced by one to a new URL has no say any more.
    if (upload !== this.#upload) return;
    if (end.kind === 'complete') return this.#complete();
    if (this.#shouldMintAgain(end.problem)) {
      this.#log('upload', 'The upload session has died. Asking for a new upload URL; everything is sent again.');
      return this.#startOver(this.#current.target, null, null);
    }
    await this.#block(describeProblem(end.problem));
  }

  /** What it took to send it is of no more use, and secret; where it went may be known. */
  #complete(): Promise<void> {
    const { uploadUrl } = this.#current;
    return this.#happen('completed', {
      target: { unknown: true },
      uploadUrl: uploadUrl === null ? null : describeUrl(uploadUrl),
      session: null,
    });
  }

  /** A dead session is worth a new URL, but not one URL after the other that dies before it has taken a byte. */
  #shouldMintAgain(problem: Problem): boolean {
    const { target, ackedBytes } = this.#current;
    if (givenUploadUrl(target) !== null || !isSessionDead(problem)) return false;
    this.#deadMints = ackedBytes > 0 ? 1 : this.#deadMints + 1;
    return this.#deadMints <= MAX_DEAD_MINTS;
  }

  /** An error that nobody foresaw, such as a disk that no longer gives back what it took. Shown, never swallowed. */
  async #uploadCrashed(upload: UploadRun, error: unknown): Promise<void> {
    if (upload !== this.#upload) return;
    const reason = `The upload stopped because of an error: ${sentenceOf(error)}`;
    this.#log('error', reason);
    await this.#block(reason);
  }

  /** The upload needs the person. While it is being recorded that is the link's concern alone. */
  async #block(reason: string): Promise<void> {
    this.#rightOfWay.release();
    const isFinishing = this.#current.state === 'finishing';
    this.#entry.progressed({ ...this.#entry.progress, link: { kind: 'blocked', reason } }, !isFinishing);
    if (isFinishing) await this.#happen('blocked', { problem: reason });
  }

  async #failed(problem: string): Promise<void> {
    await this.#stopUpload();
    this.#writer?.spool.close();
    this.#writer = null;
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

  get #current(): Row {
    return this.#entry.row;
  }

  get #openWriter(): SpoolWriter {
    if (this.#writer === null) throw new Error('The recording’s file is not open.');
    return this.#writer;
  }

  get #openSpool(): SpoolFile {
    return this.#openWriter.spool;
  }
}

/** A session of which nothing was found out yet; null when it is not known where it would be. */
function unopenedSession(uploadUrl: string | null, target: Target): Session | null {
  if (uploadUrl !== null) return newSession(uploadUrl);
  return 'endpoint' in target ? sessionToCreate(target.endpoint, false) : null;
}

/** What the recorder made, by the first bytes; null when there are none. */
function containerOn(spool: SpoolFile): string | null {
  if (spool.committedBytes === 0) return null;
  const head = new Uint8Array(Math.min(CONTAINER_HEAD_BYTES, spool.committedBytes));
  spool.read(0, head);
  return containerOf(head) ?? 'video/webm';
}
