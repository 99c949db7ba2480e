import fc from 'fast-check';

/** What can go wrong with one request. `share`: how much of the body, from 0 to 1. */
export type Fault =
  | { readonly kind: 'none' }
  /** The connection breaks before anything arrives, midway, or after everything is done but before the answer. */
  | { readonly kind: 'broken'; readonly when: 'before' | 'middle' | 'after'; readonly share: number }
  /** Bytes stop moving, with the same effects. */
  | { readonly kind: 'hang'; readonly when: 'before' | 'middle' | 'after'; readonly share: number }
  /** The connection breaks at this end, and what was in flight arrives later, perhaps after the next query. */
  | { readonly kind: 'late'; readonly share: number; readonly lateMs: number }
  /** Bytes move, but for longer than the stall timeout. */
  | { readonly kind: 'slow' }
  | { readonly kind: 'retryable'; readonly status: number; readonly after: RetryAfter; readonly done: boolean }
  | { readonly kind: 'final'; readonly status: number }
  /** The answer's body breaks off. */
  | { readonly kind: 'truncated' }
  /**
   * Something else answers, after a redirect to it or with a web page, either instead of the server or after the
   * request was carried out.
   */
  | {
      readonly kind: 'elsewhere';
      readonly form: 'redirect' | 'page';
      readonly status: 200 | 308 | 503;
      readonly done: boolean;
    }
  /** A proxy or a firewall refuses this one request. */
  | { readonly kind: 'refused once'; readonly status: number; readonly isPage: boolean }
  /** Only one byte of what arrived is kept. */
  | { readonly kind: 'crumb' }
  /** Only part of what arrived is kept, and the answer says so if this server says anything. */
  | { readonly kind: 'partial'; readonly share: number }
  /** 308 without the Range that this server usually sends. */
  | { readonly kind: 'no range' }
  | { readonly kind: 'odd range'; readonly range: string }
  /** Range claims more than what is stored. */
  | { readonly kind: 'overstated'; readonly bytes: number }
  /** Acknowledged bytes are gone. */
  | { readonly kind: 'lost'; readonly bytes: number }
  /** A correct offset is refused. */
  | { readonly kind: 'refused offset' }
  /** Someone else finishes the session. */
  | { readonly kind: 'finished by another' }
  /** A status query is refused, just once. */
  | { readonly kind: 'refused query'; readonly status: 400 | 404 | 405 | 501 }
  /** The final answer gives another size than was sent. */
  | { readonly kind: 'misstated size' };

/** The server's Retry-After: none, seconds, or a date. */
export type RetryAfter = null | { readonly form: 'seconds' | 'date'; readonly seconds: number };

const share = fc.constantFrom(0, 0.2, 0.5, 0.99, 1);
const when = fc.constantFrom('before' as const, 'middle' as const, 'after' as const);
const bytes = fc.constantFrom(1, 1_000, 256 * 1024, 3_000_000);
const retryAfter: fc.Arbitrary<RetryAfter> = fc.oneof(
  { weight: 2, arbitrary: fc.constant(null) },
  fc.record({ form: fc.constantFrom('seconds' as const, 'date' as const), seconds: fc.constantFrom(0, 3, 45, 4_000) }),
);

/** A random fault: usually none, and usually a transient one. */
export const anyFault: fc.Arbitrary<Fault> = fc.oneof(
  { weight: 16, arbitrary: fc.constant<Fault>({ kind: 'none' }) },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('broken' as const), when, share }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('hang' as const), when, share }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('late' as const),
      share,
      lateMs: fc.constantFrom(1, 500, 5_000, 100_000),
    }),
  },
  { weight: 1, arbitrary: fc.constant<Fault>({ kind: 'slow' }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('retryable' as const),
      status: fc.constantFrom(408, 425, 429, 500, 502, 503, 504),
      after: retryAfter,
      done: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('final' as const),
      status: fc.constantFrom(400, 401, 403, 404, 405, 409, 410, 411, 413, 415, 499),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('elsewhere' as const),
      form: fc.constantFrom('redirect' as const, 'page' as const),
      status: fc.constantFrom(200 as const, 200 as const, 308 as const, 503 as const),
      done: fc.boolean(),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('refused once' as const),
      status: fc.constantFrom(400, 401, 403, 404, 405, 409, 410, 411, 415, 499, 501),
      isPage: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.constant<Fault>({ kind: 'crumb' }) },
  { weight: 3, arbitrary: fc.constant<Fault>({ kind: 'truncated' }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('partial' as const), share }) },
  { weight: 2, arbitrary: fc.constant<Fault>({ kind: 'no range' }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('odd range' as const),
      range: fc.constantFrom('bytes=5-9', 'bytes=0-', 'items=0-9', 'bytes=0--2', ''),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('overstated' as const), bytes }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('lost' as const), bytes }) },
  { weight: 3, arbitrary: fc.constant<Fault>({ kind: 'refused offset' }) },
  { weight: 1, arbitrary: fc.constant<Fault>({ kind: 'finished by another' }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('refused query' as const),
      status: fc.constantFrom(400 as const, 404 as const, 405 as const, 501 as const),
    }),
  },
  { weight: 1, arbitrary: fc.constant<Fault>({ kind: 'misstated size' }) },
);

/** A fault's name, for counting kinds. */
export function faultName(fault: Fault): string {
  switch (fault.kind) {
    case 'broken':
    case 'hang':
      return `${fault.kind} ${fault.when}`;
    case 'retryable':
      return `status ${fault.status}${fault.after === null ? '' : `, Retry-After in ${fault.after.form}`}`;
    case 'elsewhere':
      return `${fault.form} with ${fault.status}`;
    case 'refused once':
      return `status ${fault.status}, once${fault.isPage ? ', in HTML' : ''}`;
    case 'final':
      return `status ${fault.status}`;
    case 'refused query':
      return `query refused by ${fault.status}`;
    default:
      return fault.kind;
  }
}

/** Retry-After as headers. A date is relative to the server's own clock, which the headers show. */
export function retryAfterHeader(after: RetryAfter, nowMs: number): Record<string, string> {
  if (after === null) return {};
  if (after.form === 'seconds') return { 'retry-after': String(after.seconds) };
  const date = new Date(nowMs).toUTCString();
  return { date, 'retry-after': new Date(Date.parse(date) + after.seconds * 1000).toUTCString() };
}
