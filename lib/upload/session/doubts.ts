/** Answers in a row that are doubted; `sinceMs` is when the first came, by a clock that never jumps. */
export interface Doubts {
  readonly count: number;
  readonly sinceMs: number;
}

/** A refusal counts when it has come so often, over so long: proxies and firewalls have their bad minutes. */
const LASTING_COUNT = 3;
const LASTING_MS = 60_000;

/** One more answer that may be that of something in between, or of a bad minute. */
export function oneMore(doubts: Doubts | null, nowMs: number): Doubts {
  const { count, sinceMs } = doubts ?? { count: 0, sinceMs: nowMs };
  return { count: count + 1, sinceMs };
}

/** Whether such answers have come so often, over so long, that the server must mean it. */
export function isLasting(doubts: Doubts | null, nowMs: number): boolean {
  return doubts !== null && doubts.count >= LASTING_COUNT && nowMs - doubts.sinceMs >= LASTING_MS;
}
