import type { Answer } from './protocols/protocol.ts';

/** How often and how soon a failed request is made again. */
export interface RetryPolicy {
  /** Retries before the link is called stalled, 0 or more. */
  readonly maxRetries: number;
  /** The longest wait before the first retry, in milliseconds; it doubles with each one. */
  readonly baseMs: number;
}

/** The next try, as the person sees it: a retry of the budget, or one of the endless tries of a stalled link. */
export type NextTry =
  | { readonly kind: 'retrying'; readonly attempt: number; readonly delayMs: number }
  | { readonly kind: 'stalled'; readonly delayMs: number };

const SECOND_MS = 1_000;
/** No server may keep a recording waiting for longer than this. */
export const MAX_RETRY_AFTER_MS = 5 * 60 * SECOND_MS;
/** A server may take minutes to create an upload, but not for ever. */
const MAX_CREATION_MS = 4 * 60 * SECOND_MS;
const MAX_BACKOFF_MS = 60 * SECOND_MS;
const STALLED_DELAYS_MS = [15 * SECOND_MS, 30 * SECOND_MS, 60 * SECOND_MS] as const;

/**
 * When to try again after `failures` (1 or more) failures in a row without progress.
 * Exponential backoff with full jitter: many recorders that lost one server must not come back together.
 *
 * @param retryAfterMs what the server asked for; null when it did not.
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
 * How long to wait for an upload to be created, in milliseconds, after this number of requests in a row that got no answer.
 * Twice as long each time: every one of them may leave an upload behind at the server.
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
  // Only a real HTTP date: Date.parse would also take "-1" and other odds and ends.
  if (!/^[A-Z][a-z]{2,8},? /.test(text)) return null;
  const atMs = Date.parse(text);
  return Number.isNaN(atMs) ? null : Math.max(0, atMs - nowMs);
}

/**
 * How long a server asks to wait, in milliseconds; null when it does not. A date is relative to the server's own clock,
 * where its answer shows that.
 */
export function retryAfterOf({ headers, atMs }: Pick<Answer, 'headers' | 'atMs'>): number | null {
  const serverMs = Date.parse(headers['date'] ?? '');
  return parseRetryAfter(headers['retry-after'] ?? null, Number.isNaN(serverMs) ? atMs : serverMs);
}
