import type { OutgoingRequest } from '../../lib/upload/wire/transport.ts';
import type { ServerAnswer } from './model-server.ts';

const TEXT = '{"ok":true}';
/** This many answers, over at least this long, leave no doubt that it's there to stay. */
const MAX_DOUBTS = 3;
const DOUBTED_MS = 60_000;

/** How long it is there, and whether it answers in JSON or with nothing. */
export interface Opening {
  readonly forMs: number;
  readonly form: 'json' | 'empty';
  readonly namesLength: boolean;
}

/**
 * Something between us and every server that, for a while, answers each request with 200 and JSON, or nothing, and
 * forwards none.
 */
export class Portal {
  #endsAtMs = Number.NEGATIVE_INFINITY;
  #text = TEXT;
  #namesLength = false;
  readonly #heard = new Map<string, { count: number; readonly sinceMs: number }>();

  open(nowMs: number, { forMs, form, namesLength }: Opening): void {
    this.#endsAtMs = nowMs + forMs;
    this.#text = form === 'json' ? TEXT : '';
    this.#namesLength = namesLength;
  }

  /** How much longer it lasts, in milliseconds; 0 once it's gone. */
  leftMs(nowMs: number): number {
    return Math.max(0, this.#endsAtMs - nowMs);
  }

  /** Its answer; null once it's gone. */
  answer({ method }: Pick<OutgoingRequest, 'method'>, nowMs: number): ServerAnswer | null {
    if (nowMs >= this.#endsAtMs) return null;
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
