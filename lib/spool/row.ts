import * as v from 'valibot';
import { messageSchema, readMessage } from '../recording/message.ts';
import { SOURCE_NAMES } from '../recording/source.ts';
import { RECORDING_STATES } from '../recording/state.ts';
import { targetSchema } from '../recording/target.ts';

const byteCount = v.pipe(v.number(), v.integer(), v.minValue(0));

const rowSchema = v.object({
  id: v.string(),
  source: v.picklist(SOURCE_NAMES),
  title: v.nullable(v.string()),
  mimeType: v.nullable(v.string()),
  startedAtMs: v.number(),
  recordedMs: v.number(),
  /** Your markers, in milliseconds of the recording, ascending. */
  markersMs: v.fallback(v.array(v.pipe(v.number(), v.minValue(0))), []),
  state: v.picklist(RECORDING_STATES),
  /** Why it ended, and what is missing from it; null: nothing to say. It stays, whatever becomes of the upload. */
  ending: v.nullable(messageSchema),
  /** Everything to say about it: its ending, and what its upload needs. */
  problem: v.nullable(messageSchema),
  target: targetSchema,
  /** The URL in use: the target's own, or the minted one; null while there is none. */
  uploadUrl: v.nullable(v.string()),
  /** The digest of the URL that a complete recording was sent to, or part of a cancelled one, see `urlDigest`; null: none, or unknown. */
  usedUrl: v.nullable(v.string()),
  /** Whether you paused the upload. */
  uploadPaused: v.boolean(),
  /** The protocol's name; only the uploader interprets it. */
  protocol: v.nullable(v.string()),
  /** The uploader's session; the catalog only stores it. */
  session: v.unknown(),
  /** As of the last write; during recording the file itself is ahead. */
  spooledBytes: byteCount,
  ackedBytes: byteCount,
  sealedBytes: v.nullable(byteCount),
  updatedAtMs: v.number(),
  /** Of two versions of a row, the one with the higher number is newer, also when the clock goes back, see `changedAt`. */
  order: v.number(),
});

/** What is known about one recording. Sizes are bytes, times milliseconds since 1970. */
export type RecordingRow = v.InferOutput<typeof rowSchema>;

/** A row that can't be read. It is shown, never silently deleted. */
export interface UnreadableRow {
  readonly id: string;
  readonly unreadable: true;
  /** The stored value, unchanged. */
  readonly stored: unknown;
}

/** Whether this version can read a row. */
export function isReadable(row: RecordingRow | UnreadableRow): row is RecordingRow {
  return !('unreadable' in row);
}

/** What every change of a row changes. */
export function changedAt({ order }: RecordingRow, nowMs: number): Pick<RecordingRow, 'updatedAtMs' | 'order'> {
  // Not just a count: an engine that can read no earlier version starts with a number that is higher, too.
  return { updatedAtMs: nowMs, order: Math.max(nowMs, order + 1) };
}

/** The newer of two versions of a row; of the same one, the first. */
export function newerRow(row: RecordingRow | null, other: RecordingRow | null): RecordingRow | null {
  if (row === null || other === null) return row ?? other;
  return other.order > row.order ? other : row;
}

/** Reads a row that this or an earlier version stored; newer fields get their defaults. */
export function readRow(stored: unknown): RecordingRow | UnreadableRow {
  const fields = fieldsOf(stored);
  const parsed = v.safeParse(rowSchema, { ...defaultsOf(fields), ...fields, ...readOlder(fields) });
  return parsed.success ? parsed.output : { id: String(fields['id'] ?? 'unknown'), unreadable: true, stored };
}

/**
 * Salvages what can be read of a damaged row; the rest counts as unknown. It is `blocked`, unless it can be read that
 * it had ended.
 */
export function salvageRow({ id, stored }: UnreadableRow, nowMs: number): RecordingRow {
  const fields = fieldsOf(stored);
  const blank = blankRow(id, nowMs);
  const readable = Object.keys(blank).flatMap((name) => {
    const schema: v.GenericSchema = rowSchema.entries[name as keyof RecordingRow];
    const parsed = v.safeParse(schema, { ...fields, ...readOlder(fields) }[name]);
    return name in fields && parsed.success ? [[name, parsed.output]] : [];
  });
  const row: RecordingRow = { ...blank, ...Object.fromEntries(readable) };
  const hasEnded = row.state === 'complete' || row.state === 'unconfirmed' || row.state === 'failed';
  return hasEnded ? row : { ...row, state: 'blocked' };
}

/** The row of a recording about which nothing is known. */
export function blankRow(id: string, nowMs: number): RecordingRow {
  return {
    id,
    source: 'tab',
    title: null,
    mimeType: null,
    startedAtMs: nowMs,
    recordedMs: 0,
    markersMs: [],
    state: 'blocked',
    ending: null,
    problem: null,
    target: { unknown: true },
    uploadUrl: null,
    usedUrl: null,
    uploadPaused: false,
    protocol: null,
    session: null,
    spooledBytes: 0,
    ackedBytes: 0,
    sealedBytes: null,
    updatedAtMs: nowMs,
    order: nowMs,
  };
}

/** Forms of earlier versions: targets with their headers, and problems as sentences. */
function readOlder(fields: Readonly<Record<string, unknown>>) {
  return { target: readTarget(fields['target']), problem: readMessage(fields['problem']) };
}

/** Earlier versions stored a copy of the minting endpoint with its headers; only the server's name is kept. */
function readTarget(stored: unknown): unknown {
  const { endpoint } = fieldsOf(stored);
  return typeof endpoint === 'string' ? { endpointName: URL.parse(endpoint)?.origin ?? '' } : stored;
}

/** Fields that earlier versions may not have stored. */
function defaultsOf(fields: Readonly<Record<string, unknown>>) {
  const url = fieldsOf(fields['target'])['uploadUrl'];
  return {
    title: null,
    mimeType: null,
    recordedMs: 0,
    markersMs: [],
    ending: null,
    problem: null,
    uploadUrl: typeof url === 'string' ? url : null,
    usedUrl: null,
    uploadPaused: false,
    protocol: null,
    session: null,
    sealedBytes: null,
    order: fields['updatedAtMs'],
  };
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
