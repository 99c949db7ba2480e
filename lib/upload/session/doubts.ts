/**
 * Doubted answers in a row; `sinceMs`: when the first came, by a clock that never jumps. `words`: how many of them only the upload
 * server gives, or do harm when asked for again.
 */
export interface Doubts {
  readonly count: number;
  readonly words: number;
  readonly sinceMs: number;
}

/** A refusal counts after this many times over this long: proxies and firewalls have bad minutes. */
const LASTING_COUNT = 3;
const LASTING_MS = 60_000;

/** Counts one more answer that may come from something in between, or a bad minute. */
export function oneMore(doubts: Doubts | null, nowMs: number, isWord = false): Doubts {
  const { count, words, sinceMs } = doubts ?? { count: 0, words: 0, sinceMs: nowMs };
  return { count: count + 1, words: words + (isWord ? 1 : 0), sinceMs };
}

/** Whether such answers came often and long enough that the server must mean it. */
export function isLasting(doubts: Doubts | null, nowMs: number): boolean {
  return doubts !== null && doubts.count >= LASTING_COUNT && nowMs - doubts.sinceMs >= LASTING_MS;
}
