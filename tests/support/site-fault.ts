import fc from 'fast-check';
import { type Fault, faultName } from './fault.ts';

type Shared = Extract<
  Fault,
  { kind: 'none' | 'broken' | 'hang' | 'late' | 'retryable' | 'elsewhere' | 'refused once' }
>;

/**
 * What can go wrong with one request to a tus server or a minting endpoint. `share`: how much of the body, from 0 to 1.
 */
export type SiteFault =
  | Shared
  /** 409: the server expects another offset. 423: the upload is locked. 460: the bytes were corrupted in transit. */
  | { readonly kind: 'not now'; readonly status: 409 | 423 | 460 }
  /** From now on, the upload or the minted URL is gone. */
  | { readonly kind: 'gone'; readonly status: 404 | 410 }
  /** The upload is created, but its address is unusable. */
  | { readonly kind: 'bad location'; readonly location: string }
  /** A server hook refuses to finish what has arrived. */
  | { readonly kind: 'hook refuses'; readonly status: 400 | 403 | 500 }
  /** Only part of what arrived is kept, and the answer says so. */
  | { readonly kind: 'partial'; readonly share: number };

const share = fc.constantFrom(0, 0.2, 0.5, 0.99, 1);
const when = fc.constantFrom('before' as const, 'middle' as const, 'after' as const);
const after = fc.oneof(
  fc.constant(null),
  fc.record({ form: fc.constantFrom('seconds' as const, 'date' as const), seconds: fc.constantFrom(0, 3, 4_000) }),
);

const shared: fc.Arbitrary<Shared> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('broken' as const), when, share }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('hang' as const), when, share }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('late' as const), share, lateMs: fc.constantFrom(1, 5_000, 100_000) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('retryable' as const),
      status: fc.constantFrom(429, 500, 503),
      after,
      done: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('elsewhere' as const),
      form: fc.constantFrom('redirect' as const, 'page' as const),
      status: fc.constantFrom(200 as const, 503 as const),
      done: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('refused once' as const),
      status: fc.constantFrom(400, 401, 403, 404, 405, 410),
      isPage: fc.boolean(),
    }),
  },
);

/** A random fault: usually none. */
export const anySiteFault: fc.Arbitrary<SiteFault> = fc.oneof(
  { weight: 14, arbitrary: fc.constant<SiteFault>({ kind: 'none' }) },
  { weight: 14, arbitrary: shared },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('not now' as const),
      status: fc.constantFrom(409 as const, 423 as const, 460 as const),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('gone' as const), status: fc.constantFrom(404 as const, 410 as const) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('bad location' as const),
      location: fc.constantFrom('', 'ftp://files.example/1', 'http://localhost/1', 'http://files.example/1'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('hook refuses' as const),
      status: fc.constantFrom(400 as const, 403 as const, 500 as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('partial' as const), share }) },
);

/** A fault's name, for counting kinds. */
export function siteFaultName(fault: SiteFault, site: string): string {
  switch (fault.kind) {
    case 'not now':
      return `${site}: status ${fault.status}`;
    case 'gone':
      return `${site}: gone with ${fault.status}`;
    case 'bad location':
      return `${site}: Location ${fault.location === '' ? 'missing' : 'unusable'}`;
    case 'hook refuses':
    case 'partial':
      return `${site}: ${fault.kind}`;
    default:
      return `${site}: ${faultName(fault)}`;
  }
}
