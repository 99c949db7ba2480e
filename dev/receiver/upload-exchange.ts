import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { BodyClaim } from './body-claim.ts';
import { ChunkWriter } from './chunk-writer.ts';
import { type ContentRange, parseContentRange } from './content-range-header.ts';
import { effectsOf, type FaultAction, type FaultEffects, type FaultScript } from './faults.ts';
import { crc32cOfFile, hashFile } from './file-hash.ts';
import { type Answer, acknowledge, cancel, decide, type SessionState, type StorePlan, settle } from './session.ts';
import { type ShapedLink, waitUnless } from './shaping.ts';
import type { StoredSession } from './stored-session.ts';

/** How long a request waits for an earlier one that seems dead. */
const GRACE_MS = 400;

/** How many bytes more than sent are promised when an answer is broken off. */
const MISSING_ANSWER_BYTES = 64;

/** One request to an upload URL, from its first line to its answer. */
export class UploadExchange {
  readonly #request: IncomingMessage;
  readonly #socket: Socket;
  readonly #response: ServerResponse;
  readonly #session: StoredSession;
  readonly #link: ShapedLink;
  readonly #range: ContentRange | null;
  readonly #fault: FaultAction | null;
  readonly #effects: FaultEffects;
  readonly #gone = new AbortController();
  readonly #atMs = Date.now();
  readonly #claim = new BodyClaim();
  #readBytes = 0;

  constructor(
    request: IncomingMessage,
    response: ServerResponse,
    session: StoredSession,
    link: ShapedLink,
    faults: FaultScript,
  ) {
    this.#request = request;
    this.#socket = request.socket;
    this.#response = response;
    this.#session = session;
    this.#link = link;
    this.#range = parseContentRange(request.headers['content-range']);
    this.#fault = faults.take({ method: request.method ?? '', range: this.#range, sessionId: session.identity.id });
    this.#effects = effectsOf(this.#fault);
    response.once('close', () => this.#gone.abort());
  }

  /** Answers the request, or breaks off as a fault dictates. */
  async run(): Promise<void> {
    await this.#link.arrive();
    if (this.#request.method === 'DELETE') {
      await this.#deleteSession();
      return;
    }
    const earlier = this.#session.claim;
    if (earlier !== null) await earlier.endsWithin(GRACE_MS);
    if (this.#range?.kind !== 'bytes') {
      await this.#put();
      return;
    }
    if (this.#session.claim !== null) {
      const detail = `${this.#request.headers['content-range']} came while another request was bringing bytes`;
      this.#session.note({ kind: 'concurrent-writers', detail });
      await this.#discardBody();
      await this.#answer(refusal(423, 'Another request is bringing bytes to this session.'));
      return;
    }
    this.#session.claim = this.#claim;
    try {
      await this.#put();
    } finally {
      this.#session.claim = null;
      this.#claim.end();
    }
  }

  async #put(): Promise<void> {
    const fault = this.#fault;
    if (fault !== null && 'hangMs' in fault && !(await this.#hang(fault.hangMs))) {
      await this.#breakOff();
      return;
    }
    if (fault !== null && 'status' in fault) {
      await this.#discardBody();
      const text = { 'content-type': 'text/plain' };
      await this.#answer({ status: fault.status, headers: { ...text, ...fault.headers }, body: fault.body ?? '' });
      return;
    }
    const { state, identity } = this.#session;
    const decision = decide(state, this.#range, this.#contentLength(), identity.dialect);
    this.#session.note(decision.note);
    if (decision.kind === 'store') {
      await this.#store(decision.plan);
      return;
    }
    await this.#discardBody();
    if (decision.kind === 'refuse') {
      await this.#answer(refusal(decision.status, decision.sentence));
      return;
    }
    await this.#acknowledge(this.#effects.withholdsEnd ? { ...decision.state, phase: 'open' } : decision.state);
  }

  async #deleteSession(): Promise<void> {
    await this.#discardBody();
    await this.#session.become(cancel(this.#session.state));
    await this.#answer(
      this.#session.state.phase === 'cancelled'
        ? refusal(499, 'The upload was cancelled.')
        : refusal(400, 'The upload is complete and cannot be cancelled.'),
    );
  }

  async #store(plan: StorePlan): Promise<void> {
    const { dialect } = this.#session.identity;
    const { keepBytes, resetAfterBytes, withholdsEnd } = this.#effects;
    const lengthBytes = plan.end - plan.start;
    const heldBytes = this.#session.state.heldBytes;
    const writer = await ChunkWriter.open(this.#session.filePath, plan, heldBytes);
    let broken = false;
    try {
      for await (const piece of this.#body()) {
        const room = Math.min(keepBytes, resetAfterBytes, lengthBytes) - writer.arrivedBytes;
        if (room > 0) await writer.write(room < piece.length ? piece.subarray(0, room) : piece);
        if (this.#readBytes >= resetAfterBytes) break;
      }
      broken = this.#readBytes >= resetAfterBytes;
    } catch (error) {
      if (!isBrokenConnection(error)) throw error;
      broken = true;
    }
    const keptBytes = writer.arrivedBytes;
    // Without a Content-Length, only the end of the body shows that it doesn't match the range.
    const wrongLength = !broken && this.#readBytes !== lengthBytes;
    const ending = broken ? 'cut' : withholdsEnd ? 'withheld' : 'whole';
    const next = wrongLength ? this.#session.state : settle(this.#session.state, plan, keptBytes, ending, dialect);
    await writer.closeAt(next.heldBytes);
    if (writer.mismatchAt !== null) {
      const detail = `byte ${writer.mismatchAt} was sent again with another value`;
      this.#session.note({ kind: 'overlap-mismatch', detail });
    }
    if (wrongLength) {
      const sentence = `The range has ${lengthBytes} bytes, but the body has ${this.#readBytes}.`;
      this.#session.note({ kind: 'refused', detail: sentence });
      await this.#answer(refusal(400, sentence));
    } else if (broken) {
      await this.#session.become(next);
      await this.#breakOff();
    } else if (next.phase === 'cancelled') {
      await this.#answer(refusal(499, 'The upload was cancelled.'));
    } else {
      await this.#acknowledge(next);
    }
  }

  async #acknowledge(state: SessionState): Promise<void> {
    if (state !== this.#session.state) await this.#session.become(state);
    const claimedBytes = Math.max(0, state.heldBytes + this.#effects.claimBytes);
    const answer = acknowledge(state, this.#session.identity.dialect, claimedBytes);
    const hash = state.phase === 'complete' ? await this.#hashHeader() : {};
    await this.#answer({ ...answer, headers: { ...answer.headers, ...hash } });
  }

  async #hashHeader(): Promise<Record<string, string>> {
    const { filePath, state, identity } = this.#session;
    switch (identity.dialect.reportsHash) {
      case 'never':
        return {};
      case 'md5':
        return { 'x-goog-hash': `md5=${await hashFile(filePath, state.heldBytes, 'md5', 'base64')}` };
      case 'crc32c':
        return { 'x-goog-hash': `crc32c=${await crc32cOfFile(filePath, state.heldBytes)}` };
    }
  }

  /** Reads nothing for this long; resolves to whether the client is still there. */
  async #hang(hangMs: number): Promise<boolean> {
    const gone = this.#gone.signal;
    const hurry = this.#claim.hurry;
    const over = performance.now() + hangMs;
    await waitUnless(AbortSignal.any([gone, hurry]), hangMs);
    if (gone.aborted || !hurry.aborted) return !gone.aborted;
    // Another request is waiting for this one: keep reading and discard it all, to learn whether the client has gone.
    this.#request.on('error', () => this.#gone.abort());
    this.#request.resume();
    await waitUnless(gone, over - performance.now());
    return false;
  }

  /** The body, at the speed the link allows. */
  async *#body(): AsyncGenerator<Buffer> {
    for await (const piece of this.#request as AsyncIterable<Buffer>) {
      await this.#link.pass(piece.length, AbortSignal.any([this.#gone.signal, this.#claim.hurry]));
      this.#readBytes += piece.length;
      yield piece;
    }
  }

  async #discardBody(): Promise<void> {
    try {
      for await (const piece of this.#body()) void piece;
    } catch (error) {
      if (!isBrokenConnection(error)) throw error;
    }
  }

  async #answer(answer: Answer): Promise<void> {
    if (this.#effects.answer === 'lost') {
      await this.#breakOff();
      return;
    }
    const body = Buffer.from(answer.body);
    const truncate = this.#effects.answer === 'truncated';
    const contentLength = body.length + (truncate ? MISSING_ANSWER_BYTES : 0);
    await this.#log(answer.status, answer.headers['range'] ?? null);
    this.#response.writeHead(answer.status, { ...answer.headers, 'content-length': contentLength });
    if (!truncate) {
      this.#response.end(body);
      return;
    }
    this.#response.flushHeaders();
    await new Promise<void>((resolve) => this.#response.write(body.length > 0 ? body : ' ', () => resolve()));
    this.#response.destroy();
  }

  async #breakOff(): Promise<void> {
    await this.#log(null, null);
    this.#socket.resetAndDestroy();
  }

  /** Puts everything on disk before the client learns of it. */
  async #log(status: number | null, range: string | null): Promise<void> {
    const { method = '', headers } = this.#request;
    this.#session.noteRequest({
      method,
      contentRange: headers['content-range'] ?? null,
      status,
      range,
      atMs: this.#atMs,
      bytes: this.#readBytes,
      fault: this.#fault === null ? null : (Object.keys(this.#fault)[0] ?? null),
    });
    await this.#session.flushed();
  }

  #contentLength(): number | null {
    const header = this.#request.headers['content-length'];
    return header === undefined ? null : Number(header);
  }
}

function refusal(status: number, sentence: string): Answer {
  return { status, headers: { 'content-type': 'text/plain' }, body: `${sentence}\n` };
}

function isBrokenConnection(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    (error.code === 'ECONNRESET' || error.code === 'ERR_STREAM_PREMATURE_CLOSE')
  );
}
