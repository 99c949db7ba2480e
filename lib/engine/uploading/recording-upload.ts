import { SerialQueue } from '../../base/serial-queue.ts';
import type { LogLevel } from '../../recording/log-entry.ts';
import { joined, type Message, MessageError, messageOf } from '../../recording/message.ts';
import { awaitsPerson, isLive, isSettled, transition } from '../../recording/state.ts';
import { givenUploadUrl, isSameTarget, type Target } from '../../recording/target.ts';
import type { HeldLock } from '../../upload/locks.ts';
import { problemMessage } from '../../upload/session/problem.ts';
import { endMessage, type SessionEnd } from '../../upload/session/session.ts';
import type { CatalogEntry, Row } from '../catalog-entry.ts';
import { reportCancelled } from './cancel-at-server.ts';
import { DeadSessions } from './dead-sessions.ts';
import { runPorts, type SharedPorts, type UploadSource } from './run-ports.ts';
import {
  cancelled,
  hasEnded,
  hasStopped,
  reopened,
  sessionToTryAgain,
  type UploadAtServer,
  uploadAtServer,
} from './stopped-upload.ts';
import { type TakeUploadPriority, UploadPriority } from './upload-priority.ts';
import { UploadRun, type UploadStart } from './upload-run.ts';
import { lockToStart, takeUrlLock } from './url-lock.ts';

/** What a recording's upload needs. */
export interface RecordingUploadPorts extends SharedPorts {
  readonly takeUploadPriority: TakeUploadPriority;
}

/** Where to continue an upload. */
export type Continuation = Omit<UploadStart, 'target' | 'lock' | 'followsAnother'>;

/**
 * One recording's uploads, one after the other, never two at a time. Whatever replaces or ends one on your behalf is an
 * order, and orders wait for each other.
 */
export class RecordingUpload {
  readonly #ports: RecordingUploadPorts;
  readonly #entry: CatalogEntry;
  readonly #recording: () => UploadSource | null;
  readonly #mimeType: Promise<string>;
  readonly #orders = new SerialQueue();
  readonly #priority: UploadPriority;
  #run: UploadRun | null = null;
  /** Increases with each of your orders that makes an earlier upload void. */
  #generation = 0;
  readonly #deadSessions = new DeadSessions();

  /**
   * @param recording null when there is nothing to send: before there is a recording, or after one that holds nothing.
   * @param mimeType resolves when the recorder runs.
   */
  constructor(
    ports: RecordingUploadPorts,
    entry: CatalogEntry,
    recording: () => UploadSource | null,
    mimeType: Promise<string>,
  ) {
    this.#ports = ports;
    this.#entry = entry;
    this.#recording = recording;
    this.#mimeType = mimeType;
    const isFirst = () => {
      const row = entry.rowOrNull;
      return row !== null && isLive(row.state);
    };
    this.#priority = new UploadPriority(ports.takeUploadPriority, isFirst, ports.clock);
  }

  /** Runs this after every earlier order and before every later one. Settles as it does. */
  order<T>(job: () => Promise<T>): Promise<T> {
    return this.#orders.add(job);
  }

  /** Null: wait for it, or there is no URL yet. @throws UploadUrlInUseError when another recording uses it. */
  lockFor(url: string | null): Promise<HeldLock | null> {
    return takeUrlLock(url, this.#ports);
  }

  /** From byte 0. Without the URL's lock it waits for it. */
  begin(url: string | null, lock: HeldLock | null): void {
    const start = { url, known: null, interruptedAtBytes: null };
    if (url === null || lock !== null) this.#start({ ...start, lock, followsAnother: false });
    else {
      this.#entry.log('upload', { id: 'upload.waitsForAddress' });
      this.#run = null;
      this.goOn(start);
    }
  }

  /** Another upload may hold the URL's lock for a long time; callers must not wait for that. */
  goOn(start: Continuation): void {
    this.#withLock(start).catch((error: unknown) =>
      this.#entry.log('error', { id: 'upload.stopped', reason: messageOf(error) }),
    );
  }

  /** A slice is on disk; `spooledBytes` is the recording's length with it. */
  grow(spooledBytes: number, slice: Blob): void {
    this.#run?.grow(spooledBytes, slice);
  }

  /** No more slices will come. */
  async seal(totalBytes: number): Promise<void> {
    this.#run?.seal(totalBytes);
    const { link } = this.#entry.progress;
    // The upload may have ended with a problem long ago, or during the last catalog write.
    if (link.kind === 'blocked') await this.block(link.reason);
  }

  /** Ends the current upload, and any that replaced it in the meantime. */
  async stop(): Promise<void> {
    for (let stopped: UploadRun | null = null; stopped !== this.#run; ) {
      stopped = this.#run;
      await stopped?.stop();
    }
    // An upload that is cut off reports nothing more, and must not hold up the others.
    this.#priority.release();
  }

  /** The upload needs you. During the recording only the link shows it. */
  async block(reason: Message): Promise<void> {
    this.#priority.release();
    const isFinishing = this.#row.state === 'finishing';
    this.#entry.progressed({ ...this.#entry.progress, link: { kind: 'blocked', reason } }, !isFinishing);
    if (isFinishing) await this.#entry.happen('blocked', { problem: joined([this.#row.ending, reason]) });
  }

  /** Ends a wait for the next try. A stopped upload is tried again at the same URL, from where it is. */
  async retryNow(): Promise<void> {
    if (this.#hasStopped) await this.order(() => this.#tryAgain());
    else this.#run?.retryNow();
  }

  get #hasStopped(): boolean {
    return hasStopped(this.#row.state, this.#entry.progress.link);
  }

  async #tryAgain(): Promise<void> {
    // An earlier order may have started it.
    if (!this.#hasStopped) return;
    const { target, uploadUrl: url, protocol, session: saved } = this.#row;
    // You may have fixed the minting endpoint.
    if (url === null && 'endpointName' in target) return this.#replace(target, null, null);
    const session = sessionToTryAgain(saved);
    if (url === null && session === null) throw new MessageError({ id: 'problem.noUrl' });
    this.#generation += 1;
    await this.stop();
    const recording = this.#recording();
    if (recording === null) throw new MessageError({ id: 'problem.nothingToSend' });
    const known = reopened(protocol, session, recording.writer.spool.committedBytes);
    this.#deadSessions.forget();
    this.#entry.log('upload', { id: 'upload.trySameUrl' });
    await this.#unblock({ session: known?.session ?? null });
    this.goOn({ url, known, interruptedAtBytes: null });
  }

  /** Resumes the upload. */
  #unblock(changes: Partial<Row>): Promise<void> {
    const { state, ending } = this.#row;
    this.#entry.progressed({ ...this.#entry.progress, link: { kind: 'idle' } }, false);
    return this.#entry.change({
      ...changes,
      problem: ending,
      state: awaitsPerson(state) ? transition(state, 'unblocked') : state,
    });
  }

  /** See `Engine`. */
  useNewUrl(target: Target, isRepeated: boolean): Promise<void> {
    return this.order(async () => {
      const url = givenUploadUrl(target);
      // The dead engine saved that, or this one was told when it took over.
      const isThere = isRepeated && url !== null && isSameTarget(this.#row.target, target);
      if (isThere && !hasEnded(this.#row)) return;
      // It may hold the lock itself, until it is replaced.
      const lock = isThere ? null : await this.lockFor(url);
      try {
        await this.#replace(target, url, lock);
      } catch (error) {
        lock?.release();
        throw error;
      }
    });
  }

  /** Sends nothing until `resume`. */
  pause(): Promise<void> {
    this.#entry.log('upload', { id: 'upload.paused' });
    return this.#setPaused(true);
  }

  resume(): Promise<void> {
    this.#entry.log('upload', { id: 'upload.resumed' });
    return this.#setPaused(false);
  }

  /** Only the row knows whether it is paused; whatever runs checks it there. */
  async #setPaused(uploadPaused: boolean): Promise<void> {
    const changed = this.#entry.change({ uploadPaused });
    this.#run?.pausedChanged();
    await changed;
  }

  /** Cancels the upload, at the server too where that is possible. */
  async cancel(): Promise<void> {
    const upload = await this.order(() => this.#cancel());
    if (upload === null) return;
    const log = (level: LogLevel, message: Message) => this.#entry.log(level, message);
    // Not an order: a hanging server, a common reason to cancel, must not hold up the next URL.
    await reportCancelled(upload.protocol, upload.url, { ...this.#ports, log });
  }

  /** Resolves to the upload that the server can still cancel. */
  async #cancel(): Promise<UploadAtServer | null> {
    this.#generation += 1;
    await this.stop();
    if (isSettled(this.#row.state)) return null;
    const upload = uploadAtServer(this.#row);
    this.#run = null;
    const { row, reason } = cancelled(this.#row);
    this.#entry.log('upload', reason);
    await this.#entry.change(row);
    await this.block(reason);
    return upload;
  }

  async #withLock(start: Continuation): Promise<void> {
    const generation = this.#generation;
    const { lock, followsAnother } = await lockToStart(start, this.#ports);
    // While it waited for the lock, you may have given another URL, cancelled the upload, or stopped before anything
    // was recorded.
    if (generation === this.#generation && this.#recording() !== null) this.#start({ ...start, lock, followsAnother });
    else lock?.release();
  }

  /** @throws Error when there is nothing left to send. */
  async #replace(target: Target, url: string | null, lock: HeldLock | null): Promise<void> {
    this.#generation += 1;
    await this.stop();
    if (isSettled(this.#row.state) || this.#recording() === null)
      throw new MessageError({ id: 'problem.nothingToSend' });
    this.#deadSessions.forget();
    this.#entry.log('upload', { id: 'upload.useNewUrl' });
    await this.#startOver(target, url, lock);
  }

  /** Sends everything again from byte 0; the earlier URL is never touched again. */
  async #startOver(target: Target, url: string | null, lock: HeldLock | null): Promise<void> {
    this.#entry.progressed({ link: { kind: 'idle' }, ackedBytes: 0, sentBytes: 0 }, false);
    await this.#unblock({ target, uploadUrl: url, protocol: null, session: null, ackedBytes: 0 });
    // It may have ended just now with nothing recorded.
    if (this.#recording() === null) return lock?.release();
    this.begin(url, lock);
  }

  #start(where: Omit<UploadStart, 'target'>): void {
    const { writer, settings } = this.#open;
    const ports = runPorts(this.#entry, writer, this.#mimeType, this.#priority, this.#ports);
    const run = new UploadRun({ ...where, target: this.#row.target }, settings, ports);
    this.#run = run;
    if (this.#row.sealedBytes !== null) run.seal(this.#row.sealedBytes);
    run.start(
      (end) => this.#ended(run, end),
      (error) => this.#crashed(run, error),
    );
  }

  async #ended(run: UploadRun, end: SessionEnd): Promise<void> {
    // An upload that was replaced by one to a new URL no longer counts.
    if (run !== this.#run) return;
    if (end.kind === 'complete') return this.#entry.happen('completed', {});
    if (end.kind === 'unconfirmed') return this.#unconfirmed(endMessage(end));
    if (this.#deadSessions.shouldMintAgain(this.#row, end.problem)) {
      this.#entry.log('upload', { id: 'upload.sessionDied' });
      return this.#startOver(this.#row.target, null, null);
    }
    await this.block(problemMessage(end.problem));
  }

  /** Everything needed to send it is kept, because you may try again. */
  async #unconfirmed(problem: Message): Promise<void> {
    this.#priority.release();
    if (this.#row.state === 'finishing')
      await this.#entry.happen('unconfirmed', { problem: joined([this.#row.ending, problem]) });
  }

  /** An unforeseen error, such as a disk that no longer returns its bytes. Shown, never swallowed. */
  async #crashed(run: UploadRun, error: unknown): Promise<void> {
    if (run !== this.#run) return;
    const reason: Message = { id: 'upload.stopped', reason: messageOf(error) };
    this.#entry.log('error', reason);
    await this.block(reason);
  }

  get #row(): Row {
    return this.#entry.row;
  }

  get #open(): UploadSource {
    const recording = this.#recording();
    if (recording === null) throw new MessageError({ id: 'engine.fileNotOpen' });
    return recording;
  }
}
