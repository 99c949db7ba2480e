import * as v from 'valibot';
import { bubbleSchema } from '../recording/bubble.ts';
import { LOG_LEVELS, type LogEntry } from '../recording/log-entry.ts';
import { messageSchema } from '../recording/message.ts';
import type { RecordingSnapshot, Snapshot } from '../recording/snapshot.ts';
import { SOURCE_NAMES } from '../recording/source.ts';
import { RECORDING_STATES } from '../recording/state.ts';
import { stopRuleSchema } from '../recording/stop-rule.ts';
import type { PageUpdate } from './messages.ts';

const timeMs = v.pipe(v.number(), v.finite());
const bytes = v.pipe(v.number(), v.minValue(0));

const link = v.variant('kind', [
  v.object({ kind: v.literal('idle') }),
  v.object({ kind: v.literal('sending') }),
  v.object({ kind: v.literal('retrying'), attempt: v.number(), nextAtMs: timeMs, reason: messageSchema }),
  v.object({ kind: v.literal('stalled'), sinceMs: timeMs, nextAtMs: timeMs, reason: messageSchema }),
  v.object({ kind: v.literal('offline') }),
  v.object({ kind: v.literal('paused') }),
  v.object({ kind: v.literal('after-stop') }),
  v.object({ kind: v.literal('blocked'), reason: messageSchema }),
]);

const recording: v.GenericSchema<unknown, RecordingSnapshot> = v.object({
  id: v.string(),
  source: v.picklist(SOURCE_NAMES),
  title: v.nullable(v.string()),
  startedAtMs: timeMs,
  state: v.picklist(RECORDING_STATES),
  isStopping: v.boolean(),
  problem: v.nullable(messageSchema),
  warning: v.nullable(messageSchema),
  microphone: v.nullable(v.object({ name: v.nullable(v.string()), isMuted: v.boolean() })),
  camera: v.nullable(v.object({ name: v.nullable(v.string()), isOn: v.boolean(), bubble: v.nullable(bubbleSchema) })),
  mimeType: v.nullable(v.string()),
  elapsed: v.object({ recordedMs: v.number(), runningSinceMs: v.nullable(timeMs) }),
  // A Snapshot that an earlier version stored has neither.
  stop: v.optional(v.nullable(stopRuleSchema), null),
  markersMs: v.optional(v.array(timeMs), []),
  waitingBytes: bytes,
  spooledBytes: bytes,
  ackedBytes: bytes,
  sentBytes: bytes,
  sealedBytes: v.nullable(bytes),
  link,
  canTryAgain: v.boolean(),
  targetLabel: v.nullable(v.string()),
  protocol: v.nullable(v.string()),
  sentPerSecond: v.array(v.number()),
});

const snapshot: v.GenericSchema<unknown, Snapshot> = v.object({
  current: v.nullable(recording),
  others: v.array(recording),
});

const entry: v.GenericSchema<unknown, LogEntry> = v.object({
  atMs: timeMs,
  level: v.picklist(LOG_LEVELS),
  message: messageSchema,
  recordingId: v.nullable(v.string()),
});

const update: v.GenericSchema<unknown, PageUpdate> = v.variant('kind', [
  v.object({ kind: v.literal('hello'), snapshot, log: v.array(entry) }),
  v.object({ kind: v.literal('snapshot'), snapshot }),
  v.object({ kind: v.literal('log'), entries: v.array(entry) }),
  v.object({ kind: v.literal('countdown'), secondsLeft: v.nullable(v.number()) }),
  v.object({ kind: v.literal('recordings-changed') }),
]);

/**
 * Parses what came over a page's port.
 * @throws ValiError when it isn't a {@link PageUpdate}.
 */
export function parsePageUpdate(message: unknown): PageUpdate {
  return v.parse(update, message);
}

/**
 * Parses a Snapshot from outside.
 * @throws ValiError when it isn't one.
 */
export function parseSnapshot(value: unknown): Snapshot {
  return v.parse(snapshot, value);
}
