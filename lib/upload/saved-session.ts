import * as v from 'valibot';
import type { Session } from './session.ts';

const byteCount = v.pipe(v.number(), v.integer(), v.minValue(0));

const schema = v.object({
  url: v.nullable(v.string()),
  endpoint: v.nullable(v.string()),
  resumable: v.optional(v.boolean()),
  takesPieces: v.optional(v.boolean(), false),
  whole: v.optional(v.boolean(), false),
  needsLength: v.boolean(),
  lengthAtServer: v.boolean(),
  ackedBytes: byteCount,
  confirmedBytes: byteCount,
  sentBytes: byteCount,
  reports: v.boolean(),
  queryable: v.nullable(v.boolean()),
  offsetKnown: v.boolean(),
  totalNamed: v.boolean(),
  acceptedEnd: v.nullable(byteCount),
  plain: v.boolean(),
  failures: byteCount,
  resyncs: byteCount,
  rewinds: byteCount,
  end: v.nullable(
    v.custom<NonNullable<Session['end']>>((end) => typeof end === 'object' && end !== null && 'kind' in end),
  ),
});

/** A session as it was stored; null when it is not one, e.g. because another version wrote it. */
export function parseSession(stored: unknown): Session | null {
  const parsed = v.safeParse(schema, stored);
  if (!parsed.success || (parsed.output.url ?? parsed.output.endpoint) === null) return null;
  // Versions that did not keep it asked every address. One that has reported how much it holds is a session.
  return { ...parsed.output, resumable: parsed.output.resumable ?? parsed.output.reports };
}
