import { idsIn, type Message, type MessageId } from '../../lib/recording/message.ts';
import type { Link } from '../../lib/recording/snapshot.ts';
import { contentRange } from '../../lib/upload/protocols/content-range/content-range.ts';
import type { Answer, UploadRequest } from '../../lib/upload/protocols/protocol.ts';
import type { Problem } from '../../lib/upload/session/problem.ts';
import { newSession, type Session, type SessionEnd } from '../../lib/upload/session/session.ts';
import { Uploader, type UploadOptions } from '../../lib/upload/uploader.ts';
import { NO_ANSWER, noByteMoved, type SendOptions, TransportError } from '../../lib/upload/wire/transport.ts';
import { FakeClock } from './fake-clock.ts';

export const UNIT = 256 * 1024;
export const URL_IN_USE = 'https://storage.googleapis.com/upload?upload_id=SECRET';

/** What happens to a request: an answer, or none; `pending` waits for the test, or forever. */
/** `done`: 200, with the size if the request names it. */
export type Reply = Partial<Answer> | 'done' | 'broken' | 'stalled' | 'pending';

/** The real uploader, on a scripted transport and in virtual time. */
export class ScriptedUpload {
  readonly clock = new FakeClock();
  /** The requests: `bytes 0-9/10`, one each. */
  readonly requests: string[] = [];
  readonly links: Link[] = [];
  readonly log: Message[] = [];
  readonly saved: Session[] = [];
  readonly noted: Session[] = [];
  /** When each request left, in seconds from the beginning. */
  readonly atSeconds: number[] = [];
  /** How long each request could go without a byte, in seconds. */
  readonly patiences: number[] = [];
  readonly progress: { ackedBytes: number; sentBytes: number }[] = [];
  readonly uploader: Uploader;
  online = true;
  random = 0.5;
  verdict: Problem | null = null;
  end: SessionEnd | null = null;
  thrown: unknown = null;
  options: SendOptions | null = null;
  readonly #replies: Reply[];
  readonly #aborter = new AbortController();
  readonly #startMs: number;
  #networkChanged: () => void = () => undefined;
  #isPaused = false;
  #spooledBytes = 0;

  constructor(
    replies: readonly Reply[],
    session: Session = newSession(URL_IN_USE),
    options: Partial<UploadOptions> = {},
  ) {
    this.#replies = [...replies];
    this.#startMs = this.clock.now();
    this.uploader = new Uploader(
      contentRange,
      session,
      {
        chunkBytes: UNIT,
        retry: { maxRetries: 2, baseMs: 1_000 },
        stallTimeoutMs: 30_000,
        sendEarlyMs: null,
        ...options,
      },
      {
        clock: this.clock,
        transport: {
          send: (request, watched) => this.#send(lineOf(request), watched),
        },
        network: {
          isOnline: () => this.online,
          onChange: (changed) => {
            this.#networkChanged = changed;
          },
        },
        random: () => this.random,
        isPaused: () => this.#isPaused,
        spooledBytes: () => this.#spooledBytes,
        read: ({ start, end }) => new Uint8Array(end - start),
        note: (noted) => void this.noted.push(noted),
        metadata: () => ({ filename: 'a.webm', filetype: 'video/webm' }),
        save: async (saved) => {
          this.saved.push(saved);
        },
        verify: async () => this.verdict ?? 'not-compared',
        report: ({ link, ackedBytes, sentBytes }) => {
          this.links.push(link);
          this.progress.push({ ackedBytes, sentBytes });
        },
        log: (_level, message) => this.log.push(message),
      },
    );
  }

  get link(): Link | undefined {
    return this.links.at(-1);
  }

  /** The ids of everything logged, including nested messages. */
  get logged(): readonly MessageId[] {
    return this.log.flatMap(idsIn);
  }

  get problem(): string | null {
    return this.end?.kind === 'problem' ? this.end.problem.kind : null;
  }

  start(): this {
    this.uploader.run(this.#aborter.signal).then(
      (end) => {
        this.end = end;
      },
      (error: unknown) => {
        this.thrown = error;
      },
    );
    return this;
  }

  /** This many bytes are on disk. */
  grow(spooledBytes: number): void {
    this.#spooledBytes = spooledBytes;
    this.uploader.grow();
  }

  seal(totalBytes: number): void {
    this.#spooledBytes = totalBytes;
    this.uploader.seal(totalBytes);
  }

  /** Seals a recording of this many bytes and runs it for the given time, or until it has ended. */
  async finish(totalBytes: number, limitSeconds = 3_600): Promise<this> {
    this.seal(totalBytes);
    this.start();
    await this.run(limitSeconds);
    return this;
  }

  async run(limitSeconds: number): Promise<void> {
    await this.clock.runUntil(() => this.end !== null || this.thrown !== null, limitSeconds * 1_000);
  }

  /** Runs everything that happens without waiting. */
  async settle(): Promise<void> {
    await this.clock.advance(0);
  }

  setPaused(isPaused: boolean): void {
    this.#isPaused = isPaused;
    this.uploader.pausedChanged();
  }

  setOnline(online: boolean): void {
    this.online = online;
    this.#networkChanged();
  }

  abort(): void {
    this.#aborter.abort(new DOMException('stopped', 'AbortError'));
  }

  async #send(what: string, options: SendOptions): Promise<Answer> {
    this.requests.push(what);
    this.atSeconds.push((this.clock.now() - this.#startMs) / 1_000);
    this.options = options;
    this.patiences.push(options.stallTimeoutMs / 1_000);
    const reply = this.#replies.shift() ?? 'pending';
    if (reply === 'broken') throw new TransportError('network', NO_ANSWER);
    if (reply === 'stalled') {
      await this.clock.wait(options.stallTimeoutMs, options.signal);
      throw noByteMoved(30_000);
    }
    if (reply === 'pending') {
      await this.clock.wait(null, options.signal);
      throw options.signal.reason;
    }
    const answered = reply === 'done' ? done(what) : reply;
    return {
      status: 308,
      headers: {},
      text: '',
      truncated: false,
      redirectedTo: null,
      atMs: this.clock.now(),
      ...answered,
    };
  }
}

/** `probe`: it asks about an upload that doesn't exist. */
function lineOf({ url, headers, method }: Pick<UploadRequest, 'url' | 'headers' | 'method'>): string {
  return url.includes('no-such-upload') ? 'probe' : (headers['Content-Range'] ?? method);
}

/** The same answer over and over, for more than a minute. */
export function often(reply: Reply): Reply[] {
  return Array.from({ length: 20 }, () => reply);
}

/** 308, with this much stored. */
export function stored(bytes: number): Reply {
  return { status: 308, headers: { range: `bytes=0-${bytes - 1}` } };
}

function done(what: string): Partial<Answer> {
  const total = /\/(\d+)$/.exec(what)?.[1];
  return { status: 200, headers: total === undefined ? {} : { 'x-goog-stored-content-length': total } };
}
