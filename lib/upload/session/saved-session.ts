import * as v from 'valibot';
import { lookOf } from '../url/url-look.ts';
import type { Session } from './session.ts';

const byteCount = v.pipe(v.number(), v.integer(), v.minValue(0));

const schema = v.object({
  url: v.nullable(v.string()),
  endpoint: v.nullable(v.string()),
  resumable: v.optional(v.boolean()),
  wasEmpty: v.optional(v.boolean(), true),
  takesPieces: v.optional(v.boolean(), false),
  whole: v.optional(v.boolean(), false),
  guessed: v.optional(v.boolean(), false),
  needsLength: v.nullable(v.boolean()),
  lengthAtServer: v.boolean(),
  ackedBytes: byteCount,
  confirmedBytes: byteCount,
  sentBytes: byteCount,
  reports: v.boolean(),
  queryable: v.nullable(v.boolean()),
  offsetKnown: v.boolean(),
  totalNamed: v.boolean(),
  totalTaken: v.optional(v.boolean(), false),
  finishRefused: v.optional(v.boolean(), false),
  claimed: v.optional(v.boolean(), false),
  suspect: v.optional(v.nullable(v.picklist(['page', 'words'])), null),
  acceptedEnd: v.nullable(byteCount),
  plain: v.boolean(),
  assumedPieces: v.optional(byteCount, 0),
  lastPieceBytes: v.optional(byteCount, 0),
  measured: v.optional(v.boolean(), false),
  pieceLimitBytes: v.optional(v.nullable(byteCount), null),
  passedPieces: v.optional(v.nullable(byteCount), null),
  brokenPieces: v.optional(byteCount, 0),
  crumbs: v.optional(byteCount, 0),
  refusals: v.optional(v.nullable(v.object({ count: byteCount, sinceMs: v.number() })), null),
  deadUploads: v.optional(byteCount, 0),
  furthestBytes: v.optional(byteCount, 0),
  distrust: v.optional(v.nullable(v.custom<NonNullable<Session['distrust']>>(hasKind)), null),
  failures: byteCount,
  resyncs: byteCount,
  rewinds: byteCount,
  end: v.nullable(v.custom<NonNullable<Session['end']>>(hasKind)),
});

function hasKind(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'kind' in value;
}

/** A session as it was stored; null when it is not one, e.g. because another version wrote it. */
export function parseSession(stored: unknown): Session | null {
  const parsed = v.safeParse(schema, stored);
  if (!parsed.success || (parsed.output.url ?? parsed.output.endpoint) === null) return null;
  return { ...parsed.output, resumable: parsed.output.resumable ?? isResumable(parsed.output) };
}

/**
 * Versions that did not keep it asked every address. A session is one that has said how much it holds, or (where the browser
 * hides that) has answered a question without taking pieces for files; and one is known by its look.
 */
function isResumable({ url, reports, queryable, plain }: v.InferOutput<typeof schema>): boolean {
  return reports || (queryable === true && !plain) || (url !== null && lookOf(url).kind === 'session');
}
