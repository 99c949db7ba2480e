import * as v from 'valibot';
import { readMessage } from '../../recording/message.ts';
import { protocolStateSchema } from '../protocols/protocol-state.ts';
import { lookOf } from '../url/url-look.ts';
import type { Problem } from './problem.ts';
import type { Session, SessionEnd } from './session.ts';

const byteCount = v.pipe(v.number(), v.integer(), v.minValue(0));

const schema = v.object({
  url: v.nullable(v.string()),
  endpoint: v.nullable(v.string()),
  resumable: v.optional(v.boolean()),
  wasEmpty: v.optional(v.boolean(), true),
  answersHead: v.optional(v.boolean(), false),
  takesPieces: v.optional(v.boolean(), false),
  whole: v.optional(v.boolean(), false),
  guessed: v.optional(v.boolean(), false),
  protocolState: protocolStateSchema,
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
  bareYes: v.optional(v.nullable(v.picklist(['heard', 'doubted', 'checked'])), null),
  deceived: v.optional(v.boolean(), false),
  failedProbes: v.optional(
    v.nullable(
      v.object({
        how: v.picklist(['no answer', 'error', 'refused']),
        count: byteCount,
        sinceMs: v.number(),
      }),
    ),
    null,
  ),
  acceptedEnd: v.nullable(byteCount),
  plain: v.boolean(),
  answersInWords: v.optional(v.boolean(), false),
  assumedPieces: v.optional(byteCount, 0),
  lastPieceBytes: v.optional(byteCount, 0),
  measured: v.optional(v.boolean(), false),
  pieceLimitBytes: v.optional(v.nullable(byteCount), null),
  passedPieces: v.optional(v.nullable(byteCount), null),
  brokenPieces: v.optional(byteCount, 0),
  crumbs: v.optional(byteCount, 0),
  refusals: v.optional(
    v.nullable(v.object({ count: byteCount, words: v.optional(byteCount, 0), sinceMs: v.number() })),
    null,
  ),
  deadUploads: v.optional(byteCount, 0),
  furthestBytes: v.optional(byteCount, 0),
  distrust: v.optional(v.nullable(v.pipe(v.custom<Problem>(hasKind), v.transform(withReason))), null),
  failures: byteCount,
  resyncs: byteCount,
  rewinds: byteCount,
  end: v.nullable(v.pipe(v.custom<SessionEnd>(hasKind), v.transform(endWithReason))),
});

function hasKind(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'kind' in value;
}

function endWithReason(end: SessionEnd): SessionEnd {
  return end.kind === 'problem' ? { ...end, problem: withReason(end.problem) } : end;
}

/** Earlier versions stored the reason as a sentence. */
function withReason(problem: Problem): Problem {
  if (problem.kind !== 'not-minted' && problem.kind !== 'unusable') return problem;
  const { reason = null, sentence = null }: { reason?: unknown; sentence?: unknown } = problem;
  return { kind: problem.kind, reason: readMessage(reason ?? sentence) ?? { id: 'problem.noUrl' } };
}

/** Earlier versions stored the protocol's state among the rest. */
function withState(stored: unknown): unknown {
  if (typeof stored !== 'object' || stored === null || 'protocolState' in stored) return stored;
  const { needsLength, lengthAtServer }: { needsLength?: unknown; lengthAtServer?: unknown } = stored;
  if (needsLength === undefined || lengthAtServer === undefined) return stored;
  return { ...stored, protocolState: { needsLength, lengthAtServer } };
}

/** Reads a stored session; null when it isn't one, for example because another version wrote it. */
export function parseSession(stored: unknown): Session | null {
  const parsed = v.safeParse(schema, withState(stored));
  if (!parsed.success || (parsed.output.url ?? parsed.output.endpoint) === null) return null;
  return { ...parsed.output, resumable: parsed.output.resumable ?? isResumable(parsed.output) };
}

/**
 * Versions without this field asked every address. A session is one that has reported how much it has, or (if the
 * browser hides that) has answered a query without storing pieces as files; and some are known by their look.
 */
function isResumable({ url, reports, queryable, plain }: v.InferOutput<typeof schema>): boolean {
  return reports || (queryable === true && !plain) || (url !== null && lookOf(url).kind === 'session');
}
