import { SerialQueue } from '../../base/serial-queue.ts';
import { fileName, mediaType } from '../../recording/file-name.ts';
import { type Message, MessageError, messageOf } from '../../recording/message.ts';
import { awaitsPerson, isLive, isSettled, transition } from '../../recording/state.ts';
import { givenUploadUrl, type Target } from '../../recording/target.ts';
import type { Settings } from '../../settings/settings.ts';
import type { Catalog } from '../../spool/catalog.ts';
import type { HeldLock } from '../../upload/locks.ts';
import type { Digest } from '../../upload/protocols/protocol.ts';
import { isSessionDead, type Problem, problemMessage } from '../../upload/session/problem.ts';
import { parseSession } from '../../upload/session/saved-session.ts';
import { endMessage, newSession, reopenSession, type Session, type SessionEnd } from '../../upload/session/session.ts';
import type { CatalogEntry, Row } from '../catalog-entry.ts';
import type { SpoolWriter } from '../spooling/spool-writer.ts';
import { withoutSecrets } from '../without-secrets.ts';
import { tellCancelled } from './cancel-at-server.ts';
import { DeadSessions } from './dead-sessions.ts';
import { endedAtTheDoor } from './open-session.ts';
import { promptTransport } from './prompt-transport.ts';
import { RightOfWay, type TakeRightOfWay } from './upload-priority.ts';
import { UploadRun, type UploadRunPorts, type UploadStart } from './upload-run.ts';
import { takeUrlLock, waitForUrlLock } from './url-lock.ts';
import { verifyDigests } from './verify-digests.ts';

/** What a recording's upload needs of the world. */
export interface RecordingUploadPorts
  extends Pick<
    UploadRunPorts,
    'clock' | 'transport' | 'loadMinting' | 'networkTo' | 'random' | 'takeUploadLock' | 'join' | 'later'
  > {
  readonly catalog: Pick<Catalog, 'all'>;
  readonly takeRightOfWay: TakeRightOfWay;
  /** The recording as a file that the browser can read by itself; null where there is no such thing. */
  openSealed(id: string): Promise<Blob | null>;
}

/** What is to be sent. */
export interface OpenRecording {
  readonly writer: SpoolWriter;
  readonly settings: Settings;
}

/** Where an upload goes on. */
export type Continuation = Omit<UploadStart, 'target' | 'lock' | 'followsAnother'>;

const NO_LOCK = { lock: null, followsAnother: false } as const;

/**
 * One recording's way to a server: uploads one after the other, never two at a time. What replaces or ends one on the
 * person's behalf is an order, and orders wait for each other.
 */
export class RecordingUpload {
  readonly #ports: RecordingUploadPorts;
  readonly #entry: CatalogEntry;
  readonly #recording: () => OpenRecording | null;
  readonly #mimeType: Promise<string>;
  readonly #orders = new SerialQueue();
  readonly #rightOfWay: RightOfWay;
  #run: UploadRun | null = null;
  /** Counts what the person ordered that makes an earlier upload void. */
  #turn = 0;
  readonly #deadMints = new DeadSessions();

  /**
   * @param recording null when there is nothing to send: before there is a recording, or after one that holds nothing.
   * @param mimeType resolves when the recorder runs.
   */
  constructor(
    ports: RecordingUploadPorts,
    entry: CatalogEntry,
    recording: () => OpenRecording | null,
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
    this.#rightOfWay = new RightOfWay(ports.takeRightOfWay, isFirst, ports.clock);
  }

  /** Does this when every earlier order is done, and before every later one. Settles as it does. */
  order<T>(job: () => Promise<T>): Promise<T> {
    return this.#orders.add(job);
  }

  /** Null: it is to be waited for, or there is no URL yet. @throws UploadUrlInUseError when another recording has it. */
  lockFor(url: string | null): Promise<HeldLock | null> {
    return takeUrlLock(url, this.#ports);
  }

  /** From byte 0. Without the lock on a URL it waits for that. */
  begin(url: string | null, lock: HeldLock | null): void {
    const start = { url, known: null, interruptedAtBytes: null };
    if (url === null || lock !== null) this.#start({ ...start, lock, followsAnother: false });
    else {
      this.#entry.log('upload', { id: 'upload.waitsForAddress' });
      this.#run = null;
      this.goOn(start);
    }
  }

  /** It may wait for the URL's lock as long as another upload has it; nobody must wait for that. */
  goOn(start: Continuation): void {
    this.#withLock(start).catch((error: unknown) =>
      this.#entry.log('error', { id: 'upload.stopped', reason: messageOf(error) }),
    );
  }

  /** A slice is on disk; `spooledBytes` is the recording's length with it. */
  grow(spooledBytes: number, slice: Blob): void {
    this.#run?.grow(spooledBytes, slice);
  }

  /** No more will come. */
  async seal(totalBytes: number): Promise<void> {
    this.#run?.seal(totalBytes);
    const { link } = this.#entry.progress;
    // The upload may have ended with a problem long ago, or while the catalog was being written just now.
    if (link.kind === 'blocked') await this.block(link.reason);
  }

  /** Ends the upload under way, and any that took its place meanwhile. */
  async stop(): Promise<void> {
    for (let stopped: UploadRun | null = null; stopped !== this.#run; ) {
      stopped = this.#run;
      await stopped?.stop();
    }
    // What is cut off reports nothing more, and must not hold up the others.
    this.#rightOfWay.release();
  }

  /** The upload needs the person. While it is being recorded that is the link's concern alone. */
  async block(reason: Message): Promise<void> {
    this.#rightOfWay.release();
    const isFinishing = this.#row.state === 'finishing';
    this.#entry.progressed({ ...this.#entry.progress, link: { kind: 'blocked', reason } }, !isFinishing);
    if (isFinishing) await this.#entry.happen('blocked', { problem: reason });
  }

  /** Ends a wait for the next try; an upload that has stopped is tried again, at the same URL and from where it is. */
  async retryNow(): Promise<void> {
    if (this.#hasStopped) await this.order(() => this.#tryAgain());
    else this.#run?.retryNow();
  }

  get #hasStopped(): boolean {
    const { state } = this.#row;
    return awaitsPerson(state) || (!isSettled(state) && this.#entry.progress.link.kind === 'blocked');
  }

  async #tryAgain(): Promise<void> {
    // An earlier order may have started it.
    if (!this.#hasStopped) return;
    const { target, uploadUrl: url, protocol, session: saved } = this.#row;
    // The person has mended the minting endpoint, perhaps.
    if (url === null && 'endpointName' in target) return this.#replace(target, null, null);
    const session = parseSession(saved);
    const problem = session?.end?.kind === 'problem' ? session.end.problem : null;
    // What was cancelled has forgotten where it was sent, and what lies there is another recording's.
    if (problem?.kind === 'cancelled-here' || problem?.kind === 'in-use')
      throw new MessageError(problemMessage(problem));
    if (url === null && session === null) throw new MessageError({ id: 'problem.noUrl' });
    this.#turn += 1;
    await this.stop();
    const recording = this.#recording();
    if (recording === null) throw new MessageError({ id: 'problem.nothingToSend' });
    const { committedBytes } = recording.writer.spool;
    const known =
      session === null || protocol === null || endedAtTheDoor(session)
        ? null
        : { protocol, session: reopenSession(session, committedBytes) };
    this.#deadMints.forget();
    this.#entry.log('upload', { id: 'upload.trySameUrl' });
    await this.#unblock({ problem: null, session: known?.session ?? null });
    this.goOn({ url, known, interruptedAtBytes: null });
  }

  /** The upload goes on. */
  #unblock(changes: Partial<Row>): Promise<void> {
    const { state } = this.#row;
    this.#entry.progressed({ ...this.#entry.progress, link: { kind: 'idle' } }, false);
    return this.#entry.change({ ...changes, state: awaitsPerson(state) ? transition(state, 'unblocked') : state });
  }

  /** Sends everything again, from byte 0, to another URL; the old one is never touched again. */
  useNewUrl(target: Target): Promise<void> {
    return this.order(async () => {
      const url = givenUploadUrl(target);
      const lock = await this.lockFor(url);
      await this.#replace(target, url, lock);
    });
  }

  /** Sends nothing until `resume`. */
  async pause(): Promise<void> {
    this.#entry.log('upload', { id: 'upload.paused' });
    this.#run?.pause();
    await this.#entry.change({ uploadPaused: true });
  }

  async resume(): Promise<void> {
    this.#entry.log('upload', { id: 'upload.resumed' });
    this.#run?.resume();
    await this.#entry.change({ uploadPaused: false });
  }

  /** Gives it up, at the server too where it can be told. */
  async cancel(): Promise<void> {
    const tellServer = await this.order(() => this.#cancel());
    // Not as an order: a server that hangs, which is when one cancels, must not hold up the next URL.
    await tellServer();
  }

  /** Resolves to what tells the server. */
  async #cancel(): Promise<() => Promise<void>> {
    this.#turn += 1;
    await this.stop();
    const { session, protocol, state } = this.#row;
    const saved = parseSession(session);
    if (isSettled(state)) return async () => undefined;
    this.#run = null;
    const problem = { kind: 'cancelled-here' } as const;
    const reason = problemMessage(problem);
    this.#entry.log('upload', reason);
    // Only a new URL sends it: all that is remembered is that a restart must not take up what was cancelled.
    const forgotten = withoutSecrets(this.#row);
    const ended: Session = { ...newSession(forgotten.uploadUrl ?? ''), end: { kind: 'problem', problem } };
    await this.#entry.change({ ...forgotten, session: ended, protocol: protocol ?? 'content-range' });
    await this.block(reason);
    if (saved?.url == null || protocol === null || saved.end !== null) return async () => undefined;
    // Anywhere else a `DELETE` could delete what was there before.
    if (!saved.resumable) return async () => undefined;
    const { url } = saved;
    return () =>
      tellCancelled(protocol, url, { ...this.#ports, log: (level, message) => this.#entry.log(level, message) });
  }

  async #withLock(start: Continuation): Promise<void> {
    const { url, known } = start;
    const turn = this.#turn;
    // An upload that this recording created at an endpoint is known to nobody else.
    const isOwn = url === null || (known !== null && known.session.endpoint !== null);
    const { lock, followsAnother } = isOwn ? NO_LOCK : await waitForUrlLock(url, this.#ports);
    // While it waited for the lock the person may have given another URL, cancelled the upload, or stopped with nothing
    // recorded.
    if (turn === this.#turn && this.#recording() !== null) this.#start({ ...start, lock, followsAnother });
    else lock?.release();
  }

  /** @throws Error when there is nothing to send any more; the lock is given back then. */
  async #replace(target: Target, url: string | null, lock: HeldLock | null): Promise<void> {
    this.#turn += 1;
    await this.stop();
    if (isSettled(this.#row.state) || this.#recording() === null) {
      lock?.release();
      throw new MessageError({ id: 'problem.nothingToSend' });
    }
    this.#deadMints.forget();
    this.#entry.log('upload', { id: 'upload.useNewUrl' });
    await this.#startOver(target, url, lock);
  }

  /** Everything is sent again from byte 0; the earlier URL is never touched again. */
  async #startOver(target: Target, url: string | null, lock: HeldLock | null): Promise<void> {
    this.#entry.progressed({ link: { kind: 'idle' }, ackedBytes: 0, sentBytes: 0 }, false);
    await this.#unblock({
      target,
      uploadUrl: url,
      protocol: null,
      session: null,
      ackedBytes: 0,
      problem: null,
    });
    // It may have ended as one in which nothing was recorded, just now.
    if (this.#recording() === null) return lock?.release();
    this.begin(url, lock);
  }

  #start(where: Omit<UploadStart, 'target'>): void {
    const { writer, settings } = this.#open;
    const run = new UploadRun({ ...where, target: this.#row.target }, settings, {
      ...this.#ports,
      transport: promptTransport(this.#rightOfWay.over(this.#ports.transport), this.#ports.clock),
      spool: writer.spool,
      openSealed: () => this.#ports.openSealed(this.#row.id),
      mintOrder: async () => {
        const mimeType = await this.#mimeType;
        const { source, startedAtMs } = this.#row;
        return { source, mimeType, startedAt: new Date(startedAtMs).toISOString() };
      },
      minted: (uploadUrl) => this.#entry.change({ uploadUrl }),
      metadata: () => {
        const { startedAtMs, mimeType } = this.#row;
        return { filename: fileName(startedAtMs, mimeType), filetype: mediaType(mimeType) };
      },
      verify: (digests) => this.#verify(digests),
      save: async ({ protocol, session }) => this.#entry.change({ protocol, session, ackedBytes: session.ackedBytes }),
      note: ({ protocol, session }) => this.#entry.note({ protocol, session, ackedBytes: session.ackedBytes }),
      report: (progress) => {
        if (progress.link.kind !== 'sending' || !isLive(this.#row.state)) this.#rightOfWay.release();
        this.#entry.progressed(progress);
      },
      log: (level, message) => this.#entry.log(level, message),
    });
    this.#run = run;
    if (this.#row.sealedBytes !== null) run.seal(this.#row.sealedBytes);
    if (this.#row.uploadPaused) run.pause();
    run.start(
      (end) => this.#ended(run, end),
      (error) => this.#crashed(run, error),
    );
  }

  async #verify(digests: readonly Digest[]): Promise<'agrees' | 'not-compared' | Problem> {
    const { writer } = this.#open;
    const verdict = await verifyDigests(digests, writer.crc, writer.spool);
    if (verdict.kind === 'differs') return verdict.problem;
    if (verdict.kind === 'agrees') {
      this.#entry.log('upload', { id: 'upload.checksumAgrees', algorithm: verdict.algorithm });
    }
    return verdict.kind;
  }

  async #ended(run: UploadRun, end: SessionEnd): Promise<void> {
    // An upload that was replaced by one to a new URL has no say any more.
    if (run !== this.#run) return;
    if (end.kind === 'complete') return this.#entry.happen('completed', {});
    if (end.kind === 'unconfirmed') return this.#unconfirmed(endMessage(end));
    if (this.#shouldMintAgain(end.problem)) {
      this.#entry.log('upload', { id: 'upload.sessionDied' });
      return this.#startOver(this.#row.target, null, null);
    }
    await this.block(problemMessage(end.problem));
  }

  /** What it takes to send it is kept: it may be tried again. */
  async #unconfirmed(problem: Message): Promise<void> {
    this.#rightOfWay.release();
    if (this.#row.state === 'finishing') await this.#entry.happen('unconfirmed', { problem });
  }

  /** A dead session is worth a new URL, but not one URL after the other that dies at the same place. */
  #shouldMintAgain(problem: Problem): boolean {
    const { target, ackedBytes } = this.#row;
    if (!('endpointName' in target) || !isSessionDead(problem)) return false;
    return this.#deadMints.count(ackedBytes);
  }

  /** An error that nobody foresaw, such as a disk that no longer gives back what it took. Shown, never swallowed. */
  async #crashed(run: UploadRun, error: unknown): Promise<void> {
    if (run !== this.#run) return;
    const reason: Message = { id: 'upload.stopped', reason: messageOf(error) };
    this.#entry.log('error', reason);
    await this.block(reason);
  }

  get #row(): Row {
    return this.#entry.row;
  }

  get #open(): OpenRecording {
    const recording = this.#recording();
    if (recording === null) throw new MessageError({ id: 'engine.fileNotOpen' });
    return recording;
  }
}
