import type { OutgoingRequest } from '../../lib/upload/wire/transport.ts';
import type { ServerAnswer } from './model-server.ts';

const TEXT = '{"ok":true}';
/** Answers by which it lasts longer than anyone can doubt: this many, over at least this long. */
const MAX_DOUBTS = 3;
const DOUBTED_MS = 60_000;

/** Something between us and every server that answers each request with 200 and JSON, for a while, and passes none on. */
export class Portal {
  #endsAtMs = Number.NEGATIVE_INFINITY;
  #namesLength = false;
  readonly #heard = new Map<string, { count: number; readonly sinceMs: number }>();

  open(nowMs: number, forMs: number, namesLength: boolean): void {
    this.#endsAtMs = nowMs + forMs;
    this.#namesLength = namesLength;
  }

  /** How much longer it lasts, in milliseconds; 0 when it is gone. */
  leftMs(nowMs: number): number {
    return Math.max(0, this.#endsAtMs - nowMs);
  }

  /** Its answer; null when it is gone. */
  answer({ method }: Pick<OutgoingRequest, 'method'>, nowMs: number): ServerAnswer | null {
    if (nowMs >= this.#endsAtMs) return null;
    const length = this.#namesLength ? { 'content-length': String(TEXT.length) } : {};
    const headers = { 'content-type': 'application/json', ...length };
    return { status: 200, headers, text: method === 'HEAD' ? '' : TEXT };
  }

  /** The client heard it in place of the server at `url`. Returns whether that has lasted. */
  heard(url: string, nowMs: number): boolean {
    const { count, sinceMs } = this.#heard.get(url) ?? { count: 0, sinceMs: nowMs };
    this.#heard.set(url, { count: count + 1, sinceMs });
    return count + 1 >= MAX_DOUBTS && nowMs - sinceMs >= DOUBTED_MS;
  }
}
