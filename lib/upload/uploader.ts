import { assertNever } from '../base/errors.ts';
import type { Link } from '../recording/snapshot.ts';
import type { ByteRange } from './chunks.ts';
import { EarlySend } from './early-send.ts';
import { OfflineGate } from './offline-gate.ts';
import type { Answer, Protocol, Purpose } from './protocols/protocol.ts';
import { readAnswer } from './protocols/read-answer.ts';
import { creationPatience } from './retry.ts';
import { RetryWait } from './retry-wait.ts';
import { beforeRequest, isMilestone, isOnlyFurther, namesTotal } from './session/before-request.ts';
import { decide } from './session/decide.ts';
import { learn, learnFromFailure, learnFromInterruption } from './session/learn.ts';
import { restsOnHints, withoutHints } from './session/learn-end.ts';
import type { Lesson } from './session/lesson.ts';
import { endMessage, type Session, type SessionEnd } from './session/session.ts';
import type { UploadOptions, UploadPorts } from './upload-ports.ts';
import { sendingMessage, tryMessage } from './upload-words.ts';
import { withAbsoluteLocation } from './url/resolve-location.ts';
import { TransportError } from './wire/transport.ts';

export type { UploadOptions, UploadPorts, UploadProgress } from './upload-ports.ts';

/** A server may take minutes to assemble a file, but not forever. */
const MAX_PATIENCE_MS = 10 * 60_000;
/** Before the server has everything, it's better to ask again soon: the network may have been at fault. */
const MOST_DOUBLINGS = 2;

/** The upload was cut off on purpose; the effect of its request is unknown. */
const PAUSED = Symbol('paused');

/**
 * Sends one recording to one URL. It decides nothing itself: `decide` says what to do, `learn` what an answer means;
 * this loop sends, waits and reports.
 * The caller holds the upload URL's lock until `run` settles.
 */
export class Uploader {
  readonly #protocol: Protocol;
  readonly #options: UploadOptions;
  readonly #ports: UploadPorts;
  #session: Session;
  #sealedBytes: number | null = null;
  #wake = new AbortController();
  #inFlight: AbortController | null = null;
  readonly #wait: RetryWait;
  readonly #gate: OfflineGate;
  /** How often in a row the server was silent after a request for a new upload, or after the total was named. */
  #silences = 0;
  readonly #early: EarlySend;

  constructor(protocol: Protocol, session: Session, options: UploadOptions, ports: UploadPorts) {
    this.#protocol = protocol;
    this.#session = session;
    this.#options = options;
    this.#ports = ports;
    this.#wait = new RetryWait(options.retry, ports.clock, () => ports.random());
    this.#gate = new OfflineGate(ports.network);
    this.#early = new EarlySend(options.sendEarlyMs, ports.clock.monotonicMs());
  }

  /** How far it is. */
  get session(): Session {
    return this.#session;
  }

  /** More bytes are on disk. */
  grow(): void {
    // Most slices aren't enough to continue with.
    const action = decide(this.#session, this.#supply(this.#early.isDue(this.#ports.clock.monotonicMs())));
    if (action.kind !== 'wait-for-bytes') this.#notify();
  }

  /** The recording has its final length. */
  seal(totalBytes: number): void {
    this.#sealedBytes = totalBytes;
    this.#notify();
  }

  /** Ends a wait for the next try. */
  retryNow(): void {
    this.#wait.end();
    this.#gate.tryNow(this.#ports.clock.monotonicMs());
    this.#notify();
  }

  /** While paused, it sends nothing; a request under way is cut off. */
  pausedChanged(): void {
    if (this.#ports.isPaused()) this.#inFlight?.abort(PAUSED);
    this.#notify();
  }

  /**
   * Uploads until the server has confirmed everything or the URL is no longer usable.
   * @throws the signal's reason when it is aborted; the session can be resumed later.
   */
  async run(signal: AbortSignal): Promise<SessionEnd> {
    const onAbort = () => {
      this.#inFlight?.abort(signal.reason);
      this.#notify();
    };
    const onNetworkChange = () => {
      if (this.#ports.network.isOnline()) this.#wait.end();
      this.#gate.changed();
      this.#notify();
    };
    signal.addEventListener('abort', onAbort);
    this.#ports.network.onChange(onNetworkChange, signal);
    try {
      for (;;) {
        signal.throwIfAborted();
        const end = await this.#step(signal);
        if (end !== null) return end;
      }
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  async #step(signal: AbortSignal): Promise<SessionEnd | null> {
    // Look at the clock once per step: a delay that ran out between two looks would be waited for endlessly.
    const nowMs = this.#ports.clock.monotonicMs();
    const early = this.#early.isDue(nowMs);
    const action = decide(this.#session, this.#supply(early));
    if (action.kind === 'ended') return this.#end(action.end, signal);
    if (this.#ports.isPaused()) {
      await this.#sleep({ kind: 'paused' }, null);
      return null;
    }
    switch (action.kind) {
      case 'wait-for-bytes':
        // An early send that is due but lacks bytes waits for bytes like any other.
        await this.#sleep({ kind: 'idle' }, early ? null : this.#early.untilMs(nowMs));
        return null;
      case 'wait-for-seal':
        await this.#sleep({ kind: 'after-stop' }, null);
        return null;
      case 'request':
        await this.#prepare(action.purpose, nowMs, signal);
        return null;
      default:
        return assertNever(action);
    }
  }

  /** What comes before a request, one thing at a time; the request itself when nothing is left. */
  async #prepare(purpose: Purpose, nowMs: number, signal: AbortSignal): Promise<void> {
    const offlineMs = this.#gate.untilTryMs(nowMs);
    if (offlineMs > 0) return this.#sleep({ kind: 'offline' }, offlineMs);
    const wait = this.#wait.left(nowMs);
    if (wait !== null) return this.#sleep(wait.link, wait.delayMs);
    const next = beforeRequest(this.#session, purpose);
    if (!isMilestone(this.#session, next)) return this.#request(purpose, signal);
    this.#session = next;
    await this.#ports.save(next);
  }

  async #request(purpose: Purpose, signal: AbortSignal): Promise<void> {
    const { transport, log } = this.#ports;
    const stallTimeoutMs = this.#patienceMs(purpose);
    const url = this.#session.url ?? this.#session.endpoint;
    if (url === null) throw new Error('A session has neither a URL nor an endpoint.');
    const subject = { state: this.#session.protocolState, metadata: this.#ports.metadata() };
    const request = this.#protocol.request(purpose, url, subject);
    const body = request.body === null ? null : this.#ports.read(request.body);
    this.#session = beforeRequest(this.#session, purpose);
    this.#inFlight = new AbortController();
    this.#wait.end();
    this.#gate.tried();
    if (purpose.kind === 'send') log('chunk', sendingMessage(purpose.range, purpose.last));
    this.#report({ kind: 'sending' });
    const onProgress = (sentBytes: number) => {
      if (purpose.kind === 'send') this.#report({ kind: 'sending' }, sentWithin(purpose.range, sentBytes));
    };
    const answer = await transport
      .send({ ...request, body }, { signal: this.#inFlight.signal, stallTimeoutMs, onProgress })
      .catch((error: unknown) => this.#withoutAnswer(error, purpose, signal));
    this.#inFlight = null;
    this.#early.sent(this.#ports.clock.monotonicMs());
    if (answer !== null) await this.#learn(purpose, answer);
  }

  /** Doubles each time the server stays silent: more often after it was given everything, or was asked to create an upload. */
  #patienceMs(purpose: Purpose): number {
    const { stallTimeoutMs } = this.#options;
    const isFinishing = namesTotal(purpose) || (purpose.kind === 'query' && this.#session.totalNamed);
    if (purpose.kind === 'create') return creationPatience(stallTimeoutMs, this.#silences);
    // There is nothing that its answer could take long for.
    if (purpose.kind === 'probe') return stallTimeoutMs;
    const doublings = isFinishing ? this.#silences : Math.min(this.#silences, MOST_DOUBLINGS);
    return Math.max(stallTimeoutMs, Math.min(MAX_PATIENCE_MS, stallTimeoutMs * 2 ** doublings));
  }

  async #withoutAnswer(error: unknown, purpose: Purpose, signal: AbortSignal): Promise<null> {
    signal.throwIfAborted();
    if (error === PAUSED || this.#gate.isOffline) {
      this.#session = learnFromInterruption(this.#session, purpose);
    } else if (error instanceof TransportError) {
      const isPatient = this.#session.totalNamed || purpose.kind === 'create';
      // What the network did for an hour must not hold up the end.
      if (error.kind === 'timeout' && (isPatient || this.#silences < MOST_DOUBLINGS)) this.#silences += 1;
      await this.#apply(learnFromFailure(this.#session, purpose, error, this.#circumstances));
    } else throw error;
    return null;
  }

  async #learn(purpose: Purpose, answer: Answer): Promise<void> {
    this.#gate.answered();
    const outcome = withAbsoluteLocation(readAnswer(this.#protocol, purpose, answer), this.#session.endpoint);
    const before = this.#session.ackedBytes;
    await this.#apply(learn(this.#session, purpose, outcome, answer, this.#circumstances));
    const { ackedBytes, end } = this.#session;
    if (end === null && ackedBytes !== before) {
      this.#ports.log('upload', { id: 'upload.serverHas', storedBytes: ackedBytes, status: answer.status });
    }
  }

  get #circumstances() {
    const { rule } = this.#protocol;
    return { sealedBytes: this.#sealedBytes, rule, nowMs: this.#ports.clock.monotonicMs() };
  }

  async #apply({ session, failure, note }: Lesson): Promise<void> {
    const { log, save, note: keepNote } = this.#ports;
    const before = this.#session;
    this.#session = session;
    if (session.failures === 0) this.#wait.clearStall();
    if (session.ackedBytes > before.ackedBytes || session.url !== before.url) this.#silences = 0;
    if (note !== null) log('warning', note);
    if (failure !== null) {
      const next = this.#wait.begin(session.failures, failure.retryAfterMs, failure.reason);
      log('warning', tryMessage(failure.reason, next, this.#options.retry.maxRetries));
    }
    // What must be known after a crash was saved before the request, and the server can be asked for its offset. So the
    // next chunk doesn't wait for the disk, nor the disk for each chunk.
    if (isOnlyFurther(before, session)) return keepNote(session);
    const saved = save(session);
    if (session.end !== null) await saved;
  }

  async #end(end: SessionEnd, signal: AbortSignal): Promise<SessionEnd | null> {
    const { verify, save, log } = this.#ports;
    // Not the end of the upload: the caller starts it again in another way.
    if (end.kind === 'problem' && end.problem.kind === 'takes-whole-files') return end;
    const verdict = end.kind === 'complete' ? await verify(end.digests, signal) : 'not-compared';
    if (verdict === 'not-compared' && restsOnHints(end)) {
      this.#session = withoutHints(this.#session);
      await save(this.#session);
      return null;
    }
    const found = typeof verdict === 'object' ? verdict : null;
    const proven: SessionEnd = found === null ? end : { kind: 'problem', problem: found };
    if (proven.kind === 'complete') {
      log('upload', { id: 'upload.complete', storedBytes: this.#session.ackedBytes });
      this.#report({ kind: 'idle' });
      return proven;
    }
    if (found !== null) {
      this.#session = { ...this.#session, end: proven };
      await save(this.#session);
    }
    const reason = endMessage(proven);
    log(proven.kind === 'problem' ? 'error' : 'warning', reason);
    this.#report(proven.kind === 'problem' ? { kind: 'blocked', reason } : { kind: 'idle' });
    return proven;
  }

  #supply(early: boolean) {
    return {
      spooledBytes: this.#ports.spooledBytes(),
      sealedBytes: this.#sealedBytes,
      chunkBytes: this.#options.chunkBytes,
      rule: this.#protocol.rule,
      early,
    };
  }

  #report(link: Link, sentBytes = this.#session.ackedBytes): void {
    const { ackedBytes } = this.#session;
    this.#ports.report({ link, ackedBytes, sentBytes: Math.max(ackedBytes, sentBytes) });
  }

  /** Waits until something changes, or for the given time; null: no limit. */
  async #sleep(link: Link, delayMs: number | null): Promise<void> {
    this.#report(link);
    this.#wake = new AbortController();
    await this.#ports.clock.wait(delayMs, this.#wake.signal);
  }

  #notify(): void {
    this.#wake.abort();
  }
}

/** Progress including bytes in flight: what was confirmed plus what has left this computer of the current request. */
function sentWithin(range: ByteRange, progressBytes: number): number {
  return range.start + Math.min(progressBytes, range.end - range.start);
}
