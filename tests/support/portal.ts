import type { OutgoingRequest } from '../../lib/upload/wire/transport.ts';
import type { ServerAnswer } from './model-server.ts';

const TEXT = '{"ok":true}';
/** This many answers, over at least this long, leave no doubt that it's there to stay. */
const MAX_DOUBTS = 3;
const DOUBTED_MS = 60_000;

/** As often as this in a row it fails like a server that has no such upload; that lets it be told from one. */
const ALIKE = 2;

/** How it fails to answer when it is asked about an upload that doesn't exist. */
export type FailingProbe = 429 | 502 | 503 | 511 | 500 | 'no answer' | 'page' | 'redirect';

/** How long it is there, and whether it answers in JSON or with nothing. `probes`: whether it fails to say yes to those. */
export interface Opening {
  readonly forMs: number;
  readonly form: 'json' | 'empty';
  readonly namesLength: boolean;
  readonly probes: 'yes' | FailingProbe;
}

/**
 * Something between us and every server that, for a while, answers each request with 200 and JSON, or nothing, and
 * forwards none.
 */
export class Portal {
  #endsAtMs = Number.NEGATIVE_INFINITY;
  #text = TEXT;
  #namesLength = false;
  #probes: Opening['probes'] = 'yes';
  readonly #probed = new Map<string, number>();
  readonly #heard = new Map<string, { count: number; readonly sinceMs: number }>();

  open(nowMs: number, { forMs, form, namesLength, probes }: Opening): void {
    this.#probes = probes;
    this.#endsAtMs = nowMs + forMs;
    this.#text = form === 'json' ? TEXT : '';
    this.#namesLength = namesLength;
  }

  /** How much longer it lasts, in milliseconds; 0 once it's gone. */
  leftMs(nowMs: number): number {
    return Math.max(0, this.#endsAtMs - nowMs);
  }

  /** Its answer; null once it's gone. */
  answer(request: Pick<OutgoingRequest, 'method'>, nowMs: number): ServerAnswer | null {
    return nowMs >= this.#endsAtMs ? null : this.yes(request);
  }

  /** How it answers when it is asked about the upload at `url`, which doesn't exist; null once it's gone. */
  nextProbe(url: string, nowMs: number): Opening['probes'] | null {
    if (nowMs >= this.#endsAtMs) return null;
    const count = this.#probed.get(url) ?? 0;
    this.#probed.set(url, count + 1);
    const isTrouble = this.#probes !== 500 && this.#probes !== 'no answer';
    return isTrouble || count % (ALIKE + 1) < ALIKE ? this.#probes : 'yes';
  }

  /** Its success. */
  yes({ method }: Pick<OutgoingRequest, 'method'>): ServerAnswer {
    const text = this.#text;
    const length = this.#namesLength ? { 'content-length': String(text.length) } : {};
    const headers = { ...(text === '' ? {} : { 'content-type': 'application/json' }), ...length };
    return { status: 200, headers, text: method === 'HEAD' ? '' : text };
  }

  /**
   * Notes that the client heard it in place of the server at `url`. Returns whether it may have lasted beyond doubt: the
   * `refusals` before it count, too, and so does the time since.
   */
  heard(url: string, nowMs: number, refusals: number): boolean {
    const { count, sinceMs } = this.#heard.get(url) ?? { count: 0, sinceMs: nowMs };
    this.#heard.set(url, { count: count + 1, sinceMs });
    if (refusals > 0) return count + 1 + refusals >= MAX_DOUBTS;
    return count + 1 >= MAX_DOUBTS && nowMs - sinceMs >= DOUBTED_MS;
  }
}
