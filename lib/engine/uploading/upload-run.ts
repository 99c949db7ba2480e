import { unlessAborted } from '../../base/abort.ts';
import type { Sending, Target } from '../../recording/target.ts';
import type { Settings } from '../../settings/settings.ts';
import type { SpoolFile } from '../../spool/spool-file.ts';
import type { ByteRange } from '../../upload/chunks.ts';
import type { HeldLock } from '../../upload/locks.ts';
import type { MintOrder } from '../../upload/mint/mint.ts';
import { defaultProtocol, protocolNamed } from '../../upload/protocols/protocols.ts';
import { type Problem, problemMessage } from '../../upload/session/problem.ts';
import type { Session, SessionEnd } from '../../upload/session/session.ts';
import { Uploader, type UploadPorts } from '../../upload/uploader.ts';
import { askThrough } from '../../upload/url/preflight.ts';
import { rangeReader } from '../spooling/range-reader.ts';
import { RecentSlices } from '../spooling/recent-slices.ts';
import { SealedSource, type SealedSourcePorts } from '../spooling/sealed-source.ts';
import { type Minted, minter } from './mint-url.ts';
import type { LoadMinting } from './minting-question.ts';
import { opener, openMinted, openWhole, type ProtocolSession, wasMistaken, wasTooLarge } from './open-session.ts';
import { notToFollow, notToFollowIf, type OthersPorts } from './others-url.ts';
import { resumed } from './resume-forgotten.ts';
import { RetryLoop } from './retry-loop.ts';
import { takeMintedLock } from './url-lock.ts';

/** What an upload needs from its engine. */
export interface UploadRunPorts
  extends Omit<UploadPorts, 'read' | 'network' | 'save' | 'note'>,
    OthersPorts,
    Omit<SealedSourcePorts, 'clock' | 'log'> {
  readonly spool: SpoolFile;
  /** Makes one Blob from several. */
  join(parts: readonly Blob[]): Blob;
  networkTo(url: string): UploadPorts['network'];
  /** Null when another upload has the URL. */
  takeUploadLock(uploadUrl: string, wait: boolean): Promise<HeldLock | null>;
  readonly loadMinting: LoadMinting;
  /** What a minting endpoint is sent; unknown until the recorder runs. */
  mintOrder(): Promise<MintOrder>;
  /** Saves the minted URL and how its endpoint says to use it; null when it doesn't say. Must not reject. */
  minted(uploadUrl: string, named: ProtocolSession | null): Promise<void>;
  /** Saves the protocol and the session. Must not reject. */
  save(open: ProtocolSession): Promise<void>;
  /** Saves the progress when there is time. */
  note(open: ProtocolSession): void;
}

/** Where an upload goes, and what is known about it from before. */
export interface UploadStart {
  readonly target: Target;
  /** The upload URL; null when it is still to be minted. */
  readonly url: string | null;
  /** The lock on `url`. Null when there is no URL yet, or when nobody else can know it. */
  readonly lock: HeldLock | null;
  /** Null: the protocol is still to be found out. */
  readonly known: ProtocolSession | null;
  /** Whether another recording had the URL just before. */
  readonly followsAnother: boolean;
  /** Where an earlier writer died; it may have sent any byte before that. Null: none died. */
  readonly interruptedAtBytes: number | null;
}

/**
 * One upload from one spool to one URL, from its start until it ends or is stopped. Holds the URL's lock throughout.
 */
export class UploadRun {
  readonly #start: UploadStart;
  readonly #settings: Settings;
  readonly #ports: UploadRunPorts;
  readonly #aborter = new AbortController();
  #lock: HeldLock | null;
  #active: RetryLoop | Uploader | null = null;
  #sealedBytes: number | null = null;
  readonly #sealed: SealedSource;
  readonly #recent: RecentSlices;
  /** Whether it is sent as one file. */
  #isWhole = false;
  #settled: Promise<void> = Promise.resolve();

  constructor(start: UploadStart, settings: Settings, ports: UploadRunPorts) {
    this.#start = start;
    this.#settings = settings;
    this.#lock = start.lock;
    this.#ports = ports;
    this.#recent = new RecentSlices(settings.chunkBytes, ports.join);
    this.#sealed = new SealedSource(settings.chunkBytes, ports);
  }

  /** Calls `ended` when the upload ends, `crashed` on an unforeseen error, and neither when it was stopped. */
  start(ended: (end: SessionEnd) => Promise<void>, crashed: (error: unknown) => Promise<void>): void {
    const { signal } = this.#aborter;
    let wasStopped = false;
    this.#settled = this.#run(signal)
      .finally(() => {
        this.#lock?.release();
        wasStopped = signal.aborted;
        // Stops all listeners, so nothing holds on to it.
        this.#aborter.abort();
      })
      .then(ended)
      .catch(async (error: unknown) => {
        if (!wasStopped) await crashed(error);
      });
  }

  /** Cuts off the current request and releases the URL; resolves when nothing touches it any more. */
  async stop(): Promise<void> {
    this.#aborter.abort(new DOMException('The upload was stopped.', 'AbortError'));
    await this.#settled;
  }

  /** A slice is on disk; `spooledBytes` is the recording's length with it. */
  grow(spooledBytes: number, slice: Blob): void {
    this.#recent.add(slice, spooledBytes);
    if (this.#active instanceof Uploader) this.#active.grow();
  }

  seal(totalBytes: number): void {
    this.#sealedBytes = totalBytes;
    void this.#sealed.open(totalBytes);
    if (this.#active instanceof RetryLoop) this.#active.hurry();
    this.#sealActive();
  }

  retryNow(): void {
    this.#active?.retryNow();
  }

  /** While paused, it sends nothing. */
  pausedChanged(): void {
    this.#active?.pausedChanged();
  }

  async #run(signal: AbortSignal): Promise<SessionEnd> {
    const opened = await this.#open(signal);
    if ('problem' in opened) return this.#endBefore(opened.problem);
    // An endpoint isn't exclusive: each recording creates its own upload there.
    if (opened.session.endpoint !== null) this.#lock?.release();
    const { interruptedAtBytes, known } = this.#start;
    const session = resumed(opened.session, interruptedAtBytes, known !== null);
    const end = await this.#upload({ ...opened, session }, signal);
    if (end.kind !== 'problem' || end.problem.kind !== 'takes-whole-files' || session.url === null) return end;
    this.#ports.log('upload', problemMessage(end.problem));
    const whole = openWhole(session.url, true);
    await this.#ports.save(whole);
    return this.#upload(whole, signal);
  }

  async #upload(open: ProtocolSession, signal: AbortSignal): Promise<SessionEnd> {
    this.#isWhole = open.session.whole;
    const uploader = this.#begin(this.#uploader(open));
    this.#sealActive();
    const end = await uploader.run(signal);
    const { session } = uploader;
    const isDoubtful = wasMistaken(session, end) || wasTooLarge(session, end);
    return isDoubtful ? this.#lookAgain(session, end, signal) : end;
  }

  /** What the address turns out to be instead; `end` when it is what it seemed. */
  async #lookAgain(mistaken: Session, end: SessionEnd, signal: AbortSignal): Promise<SessionEnd> {
    if (mistaken.url === null) return end;
    const open = await this.#discover(mistaken.url, signal);
    const { session } = open;
    // A place for files that are not too large would take a piece for one, and it may be there.
    const mustShow = !mistaken.whole || wasTooLarge(mistaken, end) || end.kind === 'unconfirmed';
    const isSame = session.whole || session.end !== null || (mustShow && !session.resumable);
    if (isSame) return end;
    this.#ports.log('upload', { id: 'upload.takesPiecesNow' });
    // Anything sent may be there.
    const { sentBytes } = session.endpoint === null ? mistaken : session;
    return this.#upload({ ...open, session: { ...session, sentBytes } }, signal);
  }

  #sealActive(): void {
    const [active, totalBytes] = [this.#active, this.#sealedBytes];
    if (!(active instanceof Uploader) || totalBytes === null) return;
    if (this.#isWhole) void this.#sealWhole(active, totalBytes);
    else active.seal(totalBytes);
  }

  /** A whole file is sent from disk, never from memory, so open the file first. */
  async #sealWhole(uploader: Uploader, totalBytes: number): Promise<void> {
    if (await this.#sealed.waitUntilOpen(totalBytes, this.#aborter.signal)) uploader.seal(totalBytes);
  }

  /** Everything before the first byte: a URL, its lock, and its protocol. */
  async #open(signal: AbortSignal): Promise<ProtocolSession | { readonly problem: Problem }> {
    const { known, target, url } = this.#start;
    if (known !== null) return this.#notOvertaken(known, url, signal);
    if (url !== null) return this.#discover(url, signal);
    if (!('endpointName' in target)) return { problem: { kind: 'not-minted', reason: { id: 'problem.noUrl' } } };
    const minted = await this.#mint(target.endpointName, signal);
    if (minted.kind === 'refused') return { problem: { kind: 'not-minted', reason: minted.reason } };
    this.#lock = await takeMintedLock(minted.url, this.#ports, signal);
    if (this.#lock === null) return { problem: { kind: 'in-use' } };
    const offered = openMinted(minted.url, minted.protocol);
    const named = offered && (await this.#notToReplace(offered, minted.url, signal));
    await this.#ports.minted(minted.url, named);
    return named ?? this.#discover(minted.url, signal);
  }

  async #mint(endpointName: string, signal: AbortSignal): Promise<Minted> {
    const { mintOrder, log } = this.#ports;
    const { stallTimeoutMs } = this.#settings;
    const order = await unlessAborted(mintOrder(), signal);
    log('upload', { id: 'upload.mintUrl' });
    const tryToMint = minter(order, this.#ports, { signal, stallTimeoutMs, onProgress: () => undefined });
    return this.#begin(this.#retryLoop(endpointName)).run(tryToMint, signal);
  }

  async #discover(url: string, signal: AbortSignal): Promise<ProtocolSession> {
    const sending = this.#chosenSending;
    const ask = askThrough(this.#ports.transport, this.#settings.stallTimeoutMs, signal);
    const tryToOpen = opener(url, {
      sending,
      clock: this.#ports.clock,
      ask,
      isSealed: () => this.#sealedBytes !== null,
    });
    const found = await this.#begin(this.#retryLoop(url)).run(tryToOpen, signal);
    const open = await this.#notToReplace(found, url, signal);
    await this.#ports.save(open);
    return open;
  }

  /** What is found at a URL that another recording was sent to may be that one. If you chose how to send, it may be replaced. */
  async #notToReplace(found: ProtocolSession, url: string, signal: AbortSignal): Promise<ProtocolSession> {
    if (this.#start.followsAnother) return notToFollow(found);
    return this.#chosenSending === null ? notToFollowIf(this.#ports.isTaken, found, url, signal) : found;
  }

  /** While it was stopped, another recording may have been sent to its URL. It would replace that one. */
  async #notOvertaken(known: ProtocolSession, url: string | null, signal: AbortSignal): Promise<ProtocolSession> {
    if (url === null) return known;
    const open = await notToFollowIf(this.#ports.wasUsed, known, url, signal);
    if (open !== known) await this.#ports.save(open);
    return open;
  }

  get #chosenSending(): Sending | null {
    const { target } = this.#start;
    return 'uploadUrl' in target ? (target.sending ?? null) : null;
  }

  #begin<T extends RetryLoop | Uploader>(active: T): T {
    this.#active = active;
    return active;
  }

  #endBefore(problem: Problem): SessionEnd {
    const reason = problemMessage(problem);
    this.#ports.log('error', reason);
    this.#ports.report({ link: { kind: 'blocked', reason }, ackedBytes: 0, sentBytes: 0 });
    return { kind: 'problem', problem };
  }

  #retryLoop(url: string): RetryLoop {
    const { clock, random, isPaused, report, log, networkTo } = this.#ports;
    return new RetryLoop({
      clock,
      network: networkTo(url),
      retry: this.#retry,
      random,
      isPaused,
      report: (link) => report({ link, ackedBytes: 0, sentBytes: 0 }),
      log,
    });
  }

  #uploader({ protocol, session }: ProtocolSession): Uploader {
    const { spool } = this.#ports;
    const { sendEarlySeconds, chunkBytes, stallTimeoutMs } = this.#settings;
    const read = rangeReader(spool, session.whole ? chunkBytes : null, (range) => this.#blobOf(range));
    return new Uploader(
      protocolNamed(protocol) ?? defaultProtocol('pieces'),
      session,
      {
        chunkBytes,
        stallTimeoutMs,
        retry: this.#retry,
        sendEarlyMs: sendEarlySeconds === null ? null : sendEarlySeconds * 1000,
      },
      {
        ...this.#ports,
        network: this.#ports.networkTo(session.url ?? session.endpoint ?? ''),
        save: (changed) => this.#ports.save({ protocol, session: changed }),
        note: (changed) => this.#ports.note({ protocol, session: changed }),
        read,
      },
    );
  }

  #blobOf(range: ByteRange): Blob | null {
    return this.#recent.take(range) ?? this.#sealed.part(range);
  }

  get #retry() {
    const { maxRetries, retryBaseMs } = this.#settings;
    return { maxRetries, baseMs: retryBaseMs };
  }
}
