import { assertNever } from '../recording/assert-never.ts';
import type { LogLevel } from '../recording/log-entry.ts';
import type { Link } from '../recording/snapshot.ts';
import type { ByteRange } from './chunks.ts';
import type { Clock } from './clock.ts';
import type { Network } from './network.ts';
import { describeProblem, type Problem } from './problem.ts';
import type { Answer, Digest, Outcome, Protocol, Purpose, UploadMetadata } from './protocol.ts';
import { resolveLocation } from './resolve-location.ts';
import { nextTry, type RetryPolicy } from './retry.ts';
import {
  beforeRequest,
  decide,
  isOnlyFurther,
  type Lesson,
  learn,
  learnFromFailure,
  learnFromInterruption,
  type Session,
  type SessionEnd,
  sentWithin,
} from './session.ts';
import { type Body, type Transport, TransportError } from './transport.ts';

/** How an upload goes about it. `sendEarlyMs`: send what is there at least this often; null sends whole chunks only. */
export interface UploadOptions {
  readonly chunkBytes: number;
  readonly retry: RetryPolicy;
  readonly stallTimeoutMs: number;
  readonly sendEarlyMs: number | null;
}

/** How far an upload is. */
export interface UploadProgress {
  readonly link: Link;
  readonly ackedBytes: number;
  readonly sentBytes: number;
}

/** All that an upload needs of the world. */
export interface UploadPorts {
  readonly clock: Clock;
  readonly transport: Transport;
  readonly network: Network;
  /** A number in [0, 1). */
  random(): number;
  /** Bytes of the recording that are on disk. A buffer may be used again at the next call. */
  read(range: ByteRange): Body;
  /** What the server is told about the file. */
  metadata(): UploadMetadata;
  /** Remembers the session. Must not reject: an upload goes on without its notes. */
  save(session: Session): Promise<void>;
  /** Remembers how far the session is, when there is time for it: of that the server can be asked again. */
  note(session: Session): void;
  /** Holds the digests that the server computed against the recording; null when they agree or cannot be compared. */
  verify(digests: readonly Digest[]): Promise<Problem | null>;
  report(progress: UploadProgress): void;
  log(level: LogLevel, text: string): void;
}

/** The upload was cut off on purpose; what the request did is unknown. */
const PAUSED = Symbol('paused');

/**
 * Sends one recording to one URL. It decides nothing itself: `decide` says what to do, `learn` what an answer means;
 * this loop asks, waits, and tells.
 *
 * The caller holds the upload URL's lock for as long as `run` has not settled.
 */
export class Uploader {
  readonly #protocol: Protocol;
  readonly #options: UploadOptions;
  readonly #ports: UploadPorts;
  #session: Session;
  #spooledBytes: number;
  #sealedBytes: number | null = null;
  #paused = false;
  #wake = new AbortController();
  #inFlight: AbortController | null = null;
  #wait: { readonly untilMs: number; readonly link: Link } | null = null;
  #stalledSinceMs: number | null = null;
  #lastSentAtMs: number;

  constructor(protocol: Protocol, session: Session, spooledBytes: number, options: UploadOptions, ports: UploadPorts) {
    this.#protocol = protocol;
    this.#session = session;
    this.#spooledBytes = spooledBytes;
    this.#options = options;
    this.#ports = ports;
    this.#lastSentAtMs = ports.clock.now();
  }

  /** More bytes are on disk. */
  grow(spooledBytes: number): void {
    this.#spooledBytes = spooledBytes;
    // Most slices are not enough to go on with.
    const action = decide(this.#session, this.#supply(this.#isEarlySendDue(this.#ports.clock.now())));
    if (action.kind !== 'wait-for-bytes') this.#notify();
  }

  /** The recording has its final length. */
  seal(totalBytes: number): void {
    this.#spooledBytes = totalBytes;
    this.#sealedBytes = totalBytes;
    this.#notify();
  }

  /** Ends a wait for the next try. */
  retryNow(): void {
    this.#wait = null;
    this.#notify();
  }

  /** Sends nothing until `resume`; a request under way is cut off. */
  pause(): void {
    this.#paused = true;
    this.#inFlight?.abort(PAUSED);
    this.#notify();
  }

  resume(): void {
    this.#paused = false;
    this.#notify();
  }

  /**
   * Uploads until the server has confirmed everything or the URL is of no more use.
   * @throws the signal's reason when it is aborted; the session can be taken up again.
   */
  async run(signal: AbortSignal): Promise<SessionEnd> {
    const onAbort = () => {
      this.#inFlight?.abort(signal.reason);
      this.#notify();
    };
    const onNetworkChange = () => {
      if (this.#ports.network.isOnline()) this.retryNow();
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
    // One look at the clock for each step: a delay that ran out between two would be waited for without an end.
    const nowMs = this.#ports.clock.now();
    const early = this.#isEarlySendDue(nowMs);
    const action = decide(this.#session, this.#supply(early));
    if (action.kind === 'ended') return this.#end(action.end);
    if (this.#paused) {
      await this.#sleep({ kind: 'paused' }, null);
      return null;
    }
    switch (action.kind) {
      case 'wait-for-bytes':
        // An early send that is due, but for which there is not enough, waits for bytes like any other.
        await this.#sleep({ kind: 'idle' }, early ? null : this.#untilEarlyMs(nowMs));
        return null;
      case 'wait-for-seal':
        await this.#sleep({ kind: 'after-stop' }, null);
        return null;
      case 'request':
        if (!this.#ports.network.isOnline()) await this.#sleep({ kind: 'offline' }, null);
        else if (this.#wait !== null && this.#wait.untilMs > nowMs) {
          await this.#sleep(this.#wait.link, this.#wait.untilMs - nowMs);
        } else if (isMilestone(this.#session, beforeRequest(this.#session, action.purpose))) {
          this.#session = beforeRequest(this.#session, action.purpose);
          await this.#ports.save(this.#session);
        } else await this.#request(action.purpose, signal);
        return null;
      default:
        return assertNever(action);
    }
  }

  async #request(purpose: Purpose, signal: AbortSignal): Promise<void> {
    const { transport, log } = this.#ports;
    const { stallTimeoutMs } = this.#options;
    const url = this.#session.url ?? this.#session.endpoint;
    if (url === null) throw new Error('A session has neither a URL nor an endpoint.');
    const { lengthAtServer } = this.#session;
    const request = this.#protocol.request(purpose, url, { lengthAtServer, metadata: this.#ports.metadata() });
    const body = request.body === null ? null : this.#ports.read(request.body);
    this.#session = beforeRequest(this.#session, purpose);
    this.#inFlight = new AbortController();
    this.#wait = null;
    if (purpose.kind === 'send')
      log('chunk', `Sending ${describeRange(purpose.range)}${purpose.last ? ', the last' : ''}.`);
    this.#report({ kind: 'sending' });
    const onProgress = (sentBytes: number) => {
      if (purpose.kind === 'send') this.#report({ kind: 'sending' }, sentWithin(purpose.range, sentBytes));
    };
    const answer = await transport
      .send({ ...request, body }, { signal: this.#inFlight.signal, stallTimeoutMs, onProgress })
      .catch((error: unknown) => this.#withoutAnswer(error, signal));
    this.#inFlight = null;
    this.#lastSentAtMs = this.#ports.clock.now();
    if (answer !== null) await this.#learn(purpose, answer);
  }

  async #withoutAnswer(error: unknown, signal: AbortSignal): Promise<null> {
    signal.throwIfAborted();
    if (error === PAUSED || !this.#ports.network.isOnline()) {
      this.#session = learnFromInterruption(this.#session);
    } else if (error instanceof TransportError) {
      await this.#apply(learnFromFailure(this.#session, error.message));
    } else throw error;
    return null;
  }

  async #learn(purpose: Purpose, answer: Answer): Promise<void> {
    const outcome = withAbsoluteLocation(this.#protocol.read(purpose, answer), this.#session.endpoint);
    const before = this.#session.ackedBytes;
    await this.#apply(learn(this.#session, purpose, outcome, answer, this.#sealedBytes));
    const { ackedBytes, end } = this.#session;
    if (end === null && ackedBytes !== before) {
      this.#ports.log('upload', `The server holds ${describeBytes(ackedBytes)} (answer ${answer.status}).`);
    }
  }

  async #apply({ session, failure, note }: Lesson): Promise<void> {
    const { clock, log, random, save, note: keepNote } = this.#ports;
    const before = this.#session;
    this.#session = session;
    if (session.failures === 0) this.#stalledSinceMs = null;
    if (note !== null) log('warning', note);
    if (failure !== null) {
      const next = nextTry(this.#options.retry, session.failures, failure.retryAfterMs, random());
      const nowMs = clock.now();
      const nextAtMs = nowMs + next.delayMs;
      if (next.kind === 'stalled') this.#stalledSinceMs ??= nowMs;
      this.#wait = {
        untilMs: nextAtMs,
        link:
          next.kind === 'stalled'
            ? { kind: 'stalled', sinceMs: this.#stalledSinceMs ?? nowMs, nextAtMs, reason: failure.reason }
            : { kind: 'retrying', attempt: next.attempt, nextAtMs, reason: failure.reason },
      };
      const seconds = (next.delayMs / 1000).toFixed(1);
      log('warning', `${failure.reason} ${describeTry(next, this.#options.retry.maxRetries)} in ${seconds} s.`);
    }
    // What must be known after a crash was saved before the request, and of how far it is the server is asked again: so
    // the next chunk need not wait for the disk, nor the disk for each chunk.
    if (isOnlyFurther(before, session)) return keepNote(session);
    const saved = save(session);
    if (session.end !== null) await saved;
  }

  async #end(end: SessionEnd): Promise<SessionEnd> {
    const { verify, save, log } = this.#ports;
    // Not the end of the upload: the caller begins it again, in another way.
    if (end.kind === 'problem' && end.problem.kind === 'takes-whole-files') return end;
    const problem = end.kind === 'problem' ? end.problem : await verify(end.digests);
    if (problem !== null) {
      const ended: SessionEnd = { kind: 'problem', problem };
      this.#session = { ...this.#session, end: ended };
      await save(this.#session);
      log('error', describeProblem(problem));
      this.#report({ kind: 'blocked', reason: describeProblem(problem) });
      return ended;
    }
    log('upload', `Complete: the server has confirmed ${describeBytes(this.#session.ackedBytes)}.`);
    this.#report({ kind: 'idle' });
    return end;
  }

  #supply(early: boolean) {
    return {
      spooledBytes: this.#spooledBytes,
      sealedBytes: this.#sealedBytes,
      chunkBytes: this.#options.chunkBytes,
      early,
    };
  }

  /** Milliseconds until what is there should be sent even if it is no whole chunk; null when that is not wanted. */
  #untilEarlyMs(nowMs: number): number | null {
    const { sendEarlyMs } = this.#options;
    return sendEarlyMs === null ? null : this.#lastSentAtMs + sendEarlyMs - nowMs;
  }

  #isEarlySendDue(nowMs: number): boolean {
    const untilMs = this.#untilEarlyMs(nowMs);
    return untilMs !== null && untilMs <= 0;
  }

  #report(link: Link, sentBytes = this.#session.ackedBytes): void {
    const { ackedBytes } = this.#session;
    this.#ports.report({ link, ackedBytes, sentBytes: Math.max(ackedBytes, sentBytes) });
  }

  /** Waits until something changes, or for the time given; null: however long it takes. */
  async #sleep(link: Link, delayMs: number | null): Promise<void> {
    this.#report(link);
    this.#wake = new AbortController();
    await this.#ports.clock.wait(delayMs, this.#wake.signal);
  }

  #notify(): void {
    this.#wake.abort();
  }
}

function withAbsoluteLocation(outcome: Outcome, endpoint: string | null): Outcome {
  if (outcome.kind !== 'created') return outcome;
  const location = endpoint === null ? null : resolveLocation(outcome.location, endpoint);
  return location === null ? { kind: 'final', problem: { kind: 'bad-location' } } : { kind: 'created', location };
}

/**
 * What has to be kept before it happens, so that it is known after a crash: that the first byte left (else what the server
 * holds is somebody else's), and that the total was named (else a success is).
 */
function isMilestone(now: Session, next: Session): boolean {
  return (now.sentBytes === 0 && next.sentBytes > 0) || (!now.totalNamed && next.totalNamed);
}

function describeTry(next: ReturnType<typeof nextTry>, maxRetries: number): string {
  return next.kind === 'retrying' ? `Retry ${next.attempt} of ${maxRetries}` : 'Stalled; trying again by itself';
}

function describeRange({ start, end }: ByteRange): string {
  return `bytes ${start} to ${end - 1} (${describeBytes(end - start)})`;
}

function describeBytes(bytes: number): string {
  return bytes < 1_000_000 ? `${(bytes / 1_000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
