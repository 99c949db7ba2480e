import type { Answer } from './protocols/protocol.ts';

/** How often and how soon to retry a failed request. */
export interface RetryPolicy {
  /** Retries before the link is called stalled, 0 or more. */
  readonly maxRetries: number;
  /** The longest wait before the first retry, in milliseconds; it doubles with each one. */
  readonly baseMs: number;
}

/** The next try, as shown to you: a retry of the budget, or one of the endless tries of a stalled link. */
export type NextTry =
  | { readonly kind: 'retrying'; readonly attempt: number; readonly delayMs: number }
  | { readonly kind: 'stalled'; readonly delayMs: number };

const SECOND_MS = 1_000;
/** The longest wait that a server can ask for. */
export const MAX_RETRY_AFTER_MS = 5 * 60 * SECOND_MS;
/** A server may take minutes to create an upload, but not forever. */
const MAX_CREATION_MS = 4 * 60 * SECOND_MS;
const MAX_BACKOFF_MS = 60 * SECOND_MS;
const STALLED_DELAYS_MS = [15 * SECOND_MS, 30 * SECOND_MS, 60 * SECOND_MS] as const;

/**
 * When to try again after `failures` (1 or more) failures in a row without progress. Exponential backoff with full
 * jitter, so that many recorders that lost one server don't return at the same moment.
 *
 * @param retryAfterMs the wait the server asked for; null for none.
 * @param random a number in [0, 1).
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function nextTry(policy: RetryPolicy, failures: number, retryAfterMs: number | null, random: number): NextTry {
  const asked = retryAfterMs === null ? null : Math.min(retryAfterMs, MAX_RETRY_AFTER_MS);
  if (failures <= policy.maxRetries) {
    const ceilingMs = Math.min(MAX_BACKOFF_MS, policy.baseMs * 2 ** (failures - 1));
    return { kind: 'retrying', attempt: failures, delayMs: asked ?? random * ceilingMs };
  }
  const step = Math.min(failures - policy.maxRetries, STALLED_DELAYS_MS.length) - 1;
  const delayMs = STALLED_DELAYS_MS[step] ?? MAX_BACKOFF_MS;
  return { kind: 'stalled', delayMs: Math.max(delayMs, asked ?? 0) };
}

/**
 * How long to wait for an upload to be created, in milliseconds, after this many requests in a row without an answer.
 * It doubles each time, because every request may leave an upload behind at the server.
 */
export function creationPatience(stallTimeoutMs: number, silences: number): number {
  return Math.max(stallTimeoutMs, Math.min(MAX_CREATION_MS, stallTimeoutMs * 2 ** silences));
}

/**
 * A Retry-After header as milliseconds from `nowMs`: seconds or an HTTP date. Null when it is missing or neither.
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-retry-after
 */
export function parseRetryAfter(value: string | null, nowMs: number): number | null {
  if (value === null) return null;
  const text = value.trim();
  if (/^\d+$/.test(text)) return Number(text) * SECOND_MS;
  // Only a real HTTP date: Date.parse would also accept "-1" and the like.
  if (!/^[A-Z][a-z]{2,8},? /.test(text)) return null;
  const atMs = Date.parse(text);
  return Number.isNaN(atMs) ? null : Math.max(0, atMs - nowMs);
}

/**
 * The wait a server asks for, in milliseconds; null for none. A date is relative to the server's own clock, if its
 * answer shows that.
 */
export function retryAfterOf({ headers, atMs }: Pick<Answer, 'headers' | 'atMs'>): number | null {
  const serverMs = Date.parse(headers['date'] ?? '');
  return parseRetryAfter(headers['retry-after'] ?? null, Number.isNaN(serverMs) ? atMs : serverMs);
}
