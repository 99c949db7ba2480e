import fc from 'fast-check';
import { anyFault, type Fault } from './fault.ts';
import { HANGING, type Hanging } from './hangs.ts';
import type { MintOffer } from './mint-site.ts';
import { type AbsentUpload, GOOD_SERVER, type ServerPlan } from './model-server.ts';
import type { Opening } from './portal.ts';
import { anySiteFault, type SiteFault } from './site-fault.ts';
import type { TusPlan } from './tus-server.ts';

const UNIT_BYTES = 256 * 1024;

/** The next event in a recording's life, and how many milliseconds after the previous one it happens. */
export interface Step {
  readonly afterMs: number;
  readonly event:
    | { readonly kind: 'slice'; readonly bytes: number }
    | { readonly kind: 'seal' }
    | { readonly kind: 'retry now' }
    | { readonly kind: 'pause' }
    | { readonly kind: 'resume' }
    /** `hang`: connections don't break, they just go silent. */
    | { readonly kind: 'offline'; readonly hang: boolean }
    | { readonly kind: 'online' }
    /** The browser reports no network although there is one. */
    | { readonly kind: 'called offline' }
    /** The wall clock is changed. */
    | { readonly kind: 'clock jumps'; readonly byMs: number }
    /** An intermediary answers every request with 200 and, by the schedule's seed, JSON or nothing, and forwards none. */
    | ({ readonly kind: 'portal' } & Omit<Opening, 'form'>)
    | { readonly kind: 'new URL' }
    | { readonly kind: 'cancel' }
    /** This many calls of this kind stay pending forever, starting with the next one. */
    | { readonly kind: 'hang'; readonly what: Hanging; readonly calls: number }
    /** The worker dies; the recorder survives and continues with another. */
    | { readonly kind: 'worker dies' }
    /** `losesList`: the catalog is empty afterwards. */
    | { readonly kind: 'crash'; readonly downMs: number; readonly losesList: boolean };
}

/** A recording's life, and everything that goes wrong in it. */
export interface Schedule {
  readonly seed: number;
  readonly chunkUnits: number;
  readonly earlySeconds: number | null;
  readonly maxRetries: number;
  readonly catalogMs: number;
  /** Whether the form of the URL reveals its protocol. */
  readonly knownUrl: boolean;
  /** The servers of the first URL and of the new ones; all later ones are good. */
  readonly servers: readonly ServerPlan[];
  readonly faults: readonly Fault[];
  /** The tus servers at the URLs, replacing the others; null: there are none. */
  readonly tus: readonly TusPlan[] | null;
  /** What the minting endpoint hands out; null: the person enters the URLs. */
  readonly offers: readonly MintOffer[] | null;
  /** Faults of tus servers and the minting endpoint. */
  readonly siteFaults: readonly SiteFault[];
  /** What hangs at the start. */
  readonly hangs: readonly Hanging[];
  readonly steps: readonly Step[];
  /** After so many steps the disk takes no change of the list any more, only of the copy beside the recording's file. */
  readonly listFailsAfter: number | null;
}

/** Sizes around which things tend to go wrong. */
const sliceBytes = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(1, 1_000, 90_000, 200_001) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(UNIT_BYTES - 1, UNIT_BYTES, UNIT_BYTES + 1, UNIT_BYTES / 2, 2 * UNIT_BYTES),
  },
  { weight: 1, arbitrary: fc.constantFrom(3 * UNIT_BYTES, 700_000) },
);

const event: fc.Arbitrary<Step['event']> = fc.oneof(
  { weight: 24, arbitrary: fc.record({ kind: fc.constant('slice' as const), bytes: sliceBytes }) },
  { weight: 1, arbitrary: fc.constant<Step['event']>({ kind: 'seal' }) },
  { weight: 2, arbitrary: fc.constant<Step['event']>({ kind: 'retry now' }) },
  { weight: 2, arbitrary: fc.constant<Step['event']>({ kind: 'pause' }) },
  { weight: 3, arbitrary: fc.constant<Step['event']>({ kind: 'resume' }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('offline' as const), hang: fc.boolean() }) },
  { weight: 3, arbitrary: fc.constant<Step['event']>({ kind: 'online' }) },
  { weight: 1, arbitrary: fc.constant<Step['event']>({ kind: 'called offline' }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('clock jumps' as const),
      byMs: fc.constantFrom(-86_400_000, -3_600_000, 3_600_000, 86_400_000),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('portal' as const),
      forMs: fc.constantFrom(2_000, 40_000, 90_000, 600_000),
      namesLength: fc.boolean(),
      probes: fc.oneof(
        { weight: 1, arbitrary: fc.constant('yes' as const) },
        {
          weight: 3,
          arbitrary: fc.constantFrom<Opening['probes']>(429, 502, 503, 511, 500, 'no answer', 'page', 'redirect'),
        },
      ),
    }),
  },
  { weight: 2, arbitrary: fc.constant<Step['event']>({ kind: 'new URL' }) },
  { weight: 1, arbitrary: fc.constant<Step['event']>({ kind: 'cancel' }) },
  { weight: 1, arbitrary: fc.constant<Step['event']>({ kind: 'worker dies' }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('hang' as const),
      what: fc.constantFrom(...HANGING),
      calls: fc.constantFrom(1, 1, 2),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('crash' as const),
      downMs: fc.constantFrom(1, 1_000, 200_000),
      losesList: fc.constantFrom(false, false, true),
    }),
  },
);

const step: fc.Arbitrary<Step> = fc.record({
  afterMs: fc.constantFrom(0, 1, 45, 200, 500, 500, 2_000, 20_000),
  event,
});

const range = fc.constantFrom('bytes=0-' as const, '0-' as const, 'bytes 0-' as const, 'Bytes = 0 - ' as const);

const absent: fc.Arbitrary<AbsentUpload> = fc.oneof(
  { weight: 3, arbitrary: fc.constant(404 as const) },
  { weight: 3, arbitrary: fc.constantFrom<AbsentUpload>(400, 308, 500, 'no answer') },
);

const goodServer: fc.Arbitrary<ServerPlan> = fc
  .record({
    nothing: fc.constantFrom('no-range' as const, 'bytes=0--1' as const),
    gap: fc.constantFrom('503 with text' as const, 416 as const),
    range,
    size: fc.constantFrom('not' as const, 'header' as const, 'json' as const, 'json text' as const),
    ending: fc.constantFrom('at once' as const, 'at once' as const, 'asks for the total' as const),
    absent,
  })
  .map((ways) => ({ ...GOOD_SERVER, ...ways }));

const oddServer: fc.Arbitrary<ServerPlan> = fc.record({
  reports: fc.constantFrom('range' as const, 'range' as const, 'never' as const, 'hidden' as const),
  nothing: fc.constantFrom('no-range' as const, 'bytes=0--1' as const),
  query: fc.oneof(
    { weight: 3, arbitrary: fc.constant('answers' as const) },
    { weight: 1, arbitrary: fc.constantFrom(400 as const, 404 as const, 405 as const, 416 as const, 501 as const) },
  ),
  piece: fc.oneof(
    { weight: 5, arbitrary: fc.constant(308 as const) },
    { weight: 1, arbitrary: fc.constantFrom(200 as const, 201 as const, 204 as const) },
  ),
  gap: fc.constantFrom('503 with text' as const, 416 as const),
  range,
  head: fc.constantFrom('length' as const, 405 as const),
  keepsLast: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  limit: fc.oneof(
    { weight: 6, arbitrary: fc.constant(null) },
    {
      weight: 1,
      arbitrary: fc.record({ bytes: fc.constantFrom(UNIT_BYTES, 2 * UNIT_BYTES + 9), isHidden: fc.boolean() }),
    },
  ),
  size: fc.constantFrom('not' as const, 'header' as const, 'json' as const, 'json text' as const),
  ending: fc.oneof(
    { weight: 6, arbitrary: fc.constant('at once' as const) },
    { weight: 2, arbitrary: fc.constant('asks for the total' as const) },
    { weight: 1, arbitrary: fc.constant('never' as const) },
  ),
  before: fc.oneof(
    { weight: 16, arbitrary: fc.constant('nothing' as const) },
    { weight: 1, arbitrary: fc.constantFrom('some bytes' as const, 'finished' as const) },
  ),
  expiresAfterMs: fc.oneof(
    { weight: 8, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.constantFrom(0, 1_000, 30_000) },
  ),
  expiredStatus: fc.constantFrom(401 as const, 403 as const, 404 as const, 410 as const),
  absent,
});

const tusPlan: fc.Arbitrary<TusPlan> = fc.record({
  isUpload: fc.constantFrom(false, false, false, true),
  wantsLength: fc.constantFrom(false, false, true),
  showsExtensions: fc.boolean(),
  location: fc.constantFrom('absolute' as const, 'relative' as const),
  cut: fc.constantFrom('kept' as const, 'dropped' as const),
  lengthTwice: fc.constantFrom('refused' as const, 'taken' as const),
  limitBytes: fc.constantFrom(null, null, null, UNIT_BYTES, 2 * UNIT_BYTES + 9),
  expiresAfterMs: fc.constantFrom(null, null, null, null, 0, 1_000, 30_000),
  expiredStatus: fc.constantFrom(404 as const, 410 as const),
});

const offer: fc.Arbitrary<MintOffer> = fc.record({
  serves: fc.oneof(
    fc.record({
      kind: fc.constant('content-range' as const),
      plan: fc
        .record({ base: goodServer, expiresAfterMs: fc.constantFrom(null, null, 0, 1_000, 30_000) })
        .map(({ base, expiresAfterMs }) => ({ ...base, expiresAfterMs })),
    }),
    fc.record({ kind: fc.constant('tus' as const), plan: tusPlan }),
  ),
  isNamed: fc.boolean(),
  form: fc.constantFrom('flat' as const, 'nested' as const, 'text' as const),
});

/**
 * Which servers a schedule meets. `good`: only flawless ones, so that anything that goes wrong is due to the network.
 */
export type Servers = 'good' | 'odd' | 'tus' | 'minting';

/** Schedules with servers of one kind. */
export function anySchedule(servers: Servers): fc.Arbitrary<Schedule> {
  const plan = servers !== 'odd' ? goodServer : fc.oneof(oddServer, goodServer);
  return fc.record({
    seed: fc.nat(),
    chunkUnits: fc.constantFrom(1, 1, 2, 3),
    earlySeconds: fc.constantFrom(null, null, 1, 10),
    maxRetries: fc.constantFrom(0, 1, 3),
    catalogMs: fc.constantFrom(0, 0, 3),
    knownUrl: fc.boolean(),
    servers: fc.array(plan, { minLength: 1, maxLength: 3 }),
    faults: fc.array(anyFault, { maxLength: 14 }),
    hangs: fc.oneof(
      { weight: 4, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.array(fc.constantFrom(...HANGING), { maxLength: 3 }) },
    ),
    steps: fc.array(step, { minLength: 1, maxLength: 18 }),
    tus: servers === 'tus' ? fc.array(tusPlan, { minLength: 1, maxLength: 3 }) : fc.constant(null),
    offers: servers === 'minting' ? fc.array(offer, { maxLength: 5 }) : fc.constant(null),
    siteFaults:
      servers === 'tus' || servers === 'minting' ? fc.array(anySiteFault, { maxLength: 14 }) : fc.constant([]),
    listFailsAfter: fc.oneof({ weight: 2, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.nat(9) }),
  });
}
