/** How a server of the Content-Range dialect behaves. Servers differ; some real server does each of these. */
export interface ServerPlan {
  /** Whether 308 says how much is stored: always; never; or it does, but CORS hides the header from us. */
  readonly reports: 'range' | 'never' | 'hidden';
  /** How it says that nothing is stored: by omitting Range, or the way @uploadx/core does. */
  readonly nothing: 'no-range' | 'bytes=0--1';
  /** The answer to a status query: a proper one, or one of these. */
  readonly query: 'answers' | 400 | 404 | 405 | 416 | 501;
  /** The answer to a piece other than the last: 308, or a plain success from a server without resumable uploads. */
  readonly piece: 308 | 200 | 201 | 204;
  /** The format of the Range in a 308. */
  readonly range: 'bytes=0-' | '0-' | 'bytes 0-' | 'Bytes = 0 - ';
  /** What HEAD reveals of the file: its length, or nothing. */
  readonly head: 'length' | 405;
  /** Whether each piece replaces what was there: a plain file server that ignores Content-Range. */
  readonly keepsLast: boolean;
  /** The largest body that a proxy in front of it lets through, and whether CORS hides its 413 from us. */
  readonly limit: { readonly bytes: number; readonly isHidden: boolean } | null;
  /** How it refuses a gap. */
  readonly gap: '503 with text' | 416;
  /** How the final answer reports what is stored. */
  readonly size: 'not' | 'header' | 'json' | 'json text';
  /** When the upload finishes: with the last byte, only when asked once more with the total, or never. */
  readonly ending: 'at once' | 'asks for the total' | 'never';
  /** What someone else did with the URL earlier: nothing, sent some bytes, or finished it. */
  readonly before: 'nothing' | 'some bytes' | 'finished';
  /** When the URL expires, in milliseconds from the beginning; null: not within this schedule. */
  readonly expiresAfterMs: number | null;
  readonly expiredStatus: 401 | 403 | 404 | 410;
  /** How it answers a question about an upload that it doesn't have. */
  readonly absent: AbsentUpload;
}

/** A status, or an answer that CORS hides from us. */
export type AbsentUpload = 404 | 400 | 308 | 500 | 'no answer';

/** Does everything right. */
export const GOOD_SERVER: ServerPlan = {
  reports: 'range',
  nothing: 'no-range',
  query: 'answers',
  piece: 308,
  range: 'bytes=0-',
  head: 405,
  keepsLast: false,
  limit: null,
  gap: 416,
  size: 'header',
  ending: 'at once',
  before: 'nothing',
  expiresAfterMs: null,
  expiredStatus: 410,
  absent: 404,
};

/** A request as it arrived. */
export interface ArrivedRequest {
  readonly claim: Claim;
  /** How much of the body arrived. */
  readonly arrivedBytes: number;
  /** Whether the body matches the recording at that place. */
  readonly isGenuine: boolean;
  /** The body itself, where bytes are kept. */
  readonly body: Uint8Array | null;
}

/** What a `PUT` claims to be, as a half-open range. */
export type Claim =
  | { readonly kind: 'query' }
  | { readonly kind: 'total'; readonly totalBytes: number }
  /** No Content-Range: the whole file. */
  | { readonly kind: 'whole'; readonly totalBytes: number }
  | { readonly kind: 'bytes'; readonly start: number; readonly end: number; readonly totalBytes: number | null };

/** What the server answers. */
export interface ServerAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

export const FOREIGN_BYTES = 1_000;

/** One session at a server. It judges what it's sent, and keeps what a client can't know: the truth. */
export class ModelServer {
  readonly plan: ServerPlan;
  readonly #expiresAtMs: number;
  #storedBytes: number;
  #finishedBytes: number | null = null;
  #deadStatus: number | null = null;
  #foreign: boolean;
  #finishedByOther = false;
  #wrong = false;
  #kept: Uint8Array = new Uint8Array(0);
  #lieBytes = 0;
  #sizeLieBytes = 0;
  #asked = false;

  constructor(plan: ServerPlan, nowMs: number) {
    const reported =
      plan.before === 'nothing' ? plan : ({ ...plan, reports: 'range', query: 'answers', keepsLast: false } as const);
    // Without Content-Range, there are no status queries either.
    const plain = { reports: 'never', query: 405, ending: 'at once', size: 'not' } as const;
    this.plan = reported.keepsLast
      ? { ...reported, ...plain, piece: reported.piece === 308 ? 200 : reported.piece }
      : reported;
    this.#expiresAtMs = plan.expiresAfterMs === null ? Number.POSITIVE_INFINITY : nowMs + plan.expiresAfterMs;
    this.#foreign = plan.before !== 'nothing';
    this.#storedBytes = this.#foreign ? FOREIGN_BYTES : 0;
    if (plan.before === 'finished') this.#finishedBytes = FOREIGN_BYTES;
  }

  /** What it holds, where bytes are kept. */
  get kept(): Uint8Array {
    return this.#kept;
  }

  get storedBytes(): number {
    return this.#storedBytes;
  }

  get isFinished(): boolean {
    return this.#finishedBytes !== null;
  }

  /**
   * Whether someone else wrote to it or finished it. No client can notice that if the server neither reports how much
   * it holds nor answers queries, so this server then does both.
   */
  get hasForeignHand(): boolean {
    return this.#foreign || this.#finishedByOther;
  }

  /** Whether it's finished and holds these bytes, all of them and in the right place. */
  holds(totalBytes: number): boolean {
    return this.#finishedBytes === totalBytes && !this.#foreign && !this.#wrong;
  }

  /** From now on, every request gets this status. */
  die(status: number): void {
    this.#deadStatus = status;
  }

  /** Someone else finishes the session as it stands. */
  finishByOther(): void {
    if (this.isFinished) return;
    this.#finishedBytes = this.#storedBytes;
    this.#finishedByOther = true;
  }

  /** It loses the tail of what it had acknowledged. */
  lose(bytes: number): void {
    if (this.isFinished) return;
    this.#storedBytes = Math.max(0, this.#storedBytes - bytes);
    if (this.#storedBytes === 0) this.#foreign = false;
  }

  /** The next Range claims more than there is. */
  overstate(bytes: number): void {
    this.#lieBytes = bytes;
  }

  /** The final answer claims that a different number of bytes was stored. */
  misstateSize(bytes: number): void {
    this.#sizeLieBytes = bytes;
  }

  /**
   * Takes a request. `keptShare`: how much of what arrived is kept, from 0 to 1. A request that arrives incomplete gets
   * an answer too, but nobody is there to hear it.
   */
  take({ claim, arrivedBytes, isGenuine, body }: ArrivedRequest, nowMs: number, keptShare = 1): ServerAnswer {
    if (nowMs >= this.#expiresAtMs) return plain(this.plan.expiredStatus);
    if (this.#deadStatus !== null) return plain(this.#deadStatus);
    if (claim.kind === 'query') return this.#answerQuery();
    if (claim.kind === 'whole') return this.#takeWhole(claim.totalBytes, { arrivedBytes, isGenuine, body });
    if (this.isFinished && !this.plan.keepsLast) return this.#finished();
    if (claim.kind === 'total') return this.#finishAt(claim.totalBytes, true);
    if (this.plan.keepsLast) return this.#replace(claim, arrivedBytes, isGenuine, body);
    if (claim.start > this.#storedBytes) return this.#refuseGap();
    if (!isGenuine) this.#wrong = true;
    const keptBytes = Math.floor(arrivedBytes * keptShare);
    if (body !== null) this.#keep(body.subarray(0, keptBytes), claim.start);
    this.#storedBytes = Math.max(this.#storedBytes, claim.start + keptBytes);
    return claim.totalBytes === null ? this.#takenPiece() : this.#finishAt(claim.totalBytes, this.#asked);
  }

  /**
   * A session doesn't accept whole files. Elsewhere, a file arrives whole or not at all, and replaces what was there.
   */
  #takeWhole(totalBytes: number, { arrivedBytes, isGenuine, body }: Omit<ArrivedRequest, 'claim'>): ServerAnswer {
    if (this.plan.piece === 308) return this.isFinished ? this.#finished() : plain(400);
    if (arrivedBytes < totalBytes) return plain(400);
    this.#storedBytes = totalBytes;
    this.#finishedBytes = totalBytes;
    this.#wrong = !isGenuine;
    this.#foreign = false;
    this.#kept = body ?? this.#kept;
    return this.#finished();
  }

  /**
   * The answer to HEAD, which changes nothing. For a session that someone else used, it reports the session's state.
   */
  head(nowMs: number): ServerAnswer {
    if (this.#foreign) return this.#incomplete();
    if (nowMs >= this.#expiresAtMs) return plain(this.plan.expiredStatus);
    if (this.#deadStatus !== null) return plain(this.#deadStatus);
    if (this.plan.head !== 'length') return plain(this.plan.head);
    const isThere = this.#storedBytes > 0 && (this.isFinished || this.plan.piece !== 308);
    if (!isThere) return plain(404);
    return { status: 200, headers: { 'content-length': String(this.#storedBytes) }, text: '' };
  }

  #replace(
    claim: Extract<Claim, { kind: 'bytes' }>,
    arrivedBytes: number,
    isGenuine: boolean,
    body: Uint8Array | null,
  ): ServerAnswer {
    // A file that arrives incomplete isn't put in place.
    if (arrivedBytes < claim.end - claim.start) return plain(400);
    this.#wrong = claim.start > 0 || !isGenuine;
    this.#storedBytes = arrivedBytes;
    if (body !== null) this.#kept = body;
    this.#finishedBytes = claim.totalBytes;
    return plain(this.plan.piece === 308 ? 200 : this.plan.piece);
  }

  #keep(bytes: Uint8Array, start: number): void {
    const next = new Uint8Array(Math.max(this.#kept.length, start + bytes.length));
    next.set(this.#kept);
    next.set(bytes, start);
    this.#kept = next;
  }

  #answerQuery(): ServerAnswer {
    if (this.plan.query !== 'answers') return plain(this.plan.query);
    return this.isFinished ? this.#finished() : this.#incomplete();
  }

  #takenPiece(): ServerAnswer {
    return this.plan.piece === 308 ? this.#incomplete() : plain(this.plan.piece);
  }

  #finishAt(totalBytes: number, askedAgain: boolean): ServerAnswer {
    const whole = this.#storedBytes === totalBytes;
    if (!whole || this.plan.ending === 'never') return this.#incomplete();
    if (this.plan.ending === 'asks for the total' && !askedAgain) {
      this.#asked = true;
      return this.#incomplete();
    }
    this.#finishedBytes = totalBytes;
    return this.#finished();
  }

  #finished(): ServerAnswer {
    const size = (this.#finishedBytes ?? 0) + this.#sizeLieBytes;
    // Nobody can notice what someone else did with a URL unless the server reports what it holds.
    const form = this.hasForeignHand || this.#sizeLieBytes !== 0 ? 'json' : this.plan.size;
    const headers: Record<string, string> = { ...CALLED_HTML };
    if (form === 'header') headers['x-goog-stored-content-length'] = String(size);
    const json = { json: JSON.stringify({ size }), 'json text': JSON.stringify({ size: String(size) }) };
    return { status: 200, headers, text: form === 'json' || form === 'json text' ? json[form] : '' };
  }

  #incomplete(): ServerAnswer {
    const reported = this.#storedBytes + this.#lieBytes;
    this.#lieBytes = 0;
    if (this.plan.reports === 'never') return plain(308);
    if (reported === 0 && this.plan.nothing === 'no-range') return plain(308);
    const form = reported === 0 ? 'bytes=0-' : this.plan.range;
    return { status: 308, headers: { ...CALLED_HTML, range: `${form}${reported - 1}` }, text: '' };
  }

  #refuseGap(): ServerAnswer {
    if (this.plan.gap === 416) return plain(416);
    return { status: 503, headers: {}, text: 'Invalid request. The range exceeds already uploaded size.' };
  }
}

/** Cloud Storage labels its empty answers this way, and PHP anything that a script outputs. */
const CALLED_HTML = { 'content-type': 'text/html; charset=UTF-8' };

function plain(status: number): ServerAnswer {
  return { status, headers: {}, text: '' };
}
