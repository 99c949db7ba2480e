import * as v from 'valibot';

const MINUTE_MS = 60_000;

/** The longest that can be chosen: a day. */
export const MAX_STOP_MINUTES = 24 * 60;

/** When the next recording is to stop by itself, as the person chose it; null: when they stop it. */
export const stopChoiceSchema = v.nullable(
  v.variant('kind', [
    v.object({
      kind: v.literal('after'),
      minutes: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_STOP_MINUTES)),
    }),
    /** A time of day, in the person's time zone: "17:30". */
    v.object({ kind: v.literal('at'), time: v.pipe(v.string(), v.regex(/^([01]\d|2[0-3]):[0-5]\d$/)) }),
  ]),
);

/** See {@link stopChoiceSchema}. */
export type StopChoice = v.InferOutput<typeof stopChoiceSchema>;

/** What a message carries of a {@link StopRule}. */
export const stopRuleSchema = v.variant('kind', [
  v.object({ kind: v.literal('after'), recordedMs: v.pipe(v.number(), v.minValue(0)) }),
  v.object({ kind: v.literal('at'), atMs: v.number() }),
]);

/** When a recording stops by itself: at this length without its pauses, or at this time (milliseconds since 1970). */
export type StopRule = v.InferOutput<typeof stopRuleSchema>;

/** A choice from storage; null when it is missing or unreadable. */
export function parseStopChoice(stored: unknown): StopChoice {
  const parsed = v.safeParse(stopChoiceSchema, stored);
  return parsed.success ? parsed.output : null;
}

/** What a choice means for a recording that starts at `nowMs` (milliseconds since 1970): a time of day is the next one. */
export function stopRuleFor(choice: StopChoice, nowMs: number): StopRule | null {
  if (choice === null) return null;
  if (choice.kind === 'after') return { kind: 'after', recordedMs: choice.minutes * MINUTE_MS };
  const [hours = 0, minutes = 0] = choice.time.split(':').map(Number);
  const at = new Date(nowMs);
  at.setHours(hours, minutes, 0, 0);
  // By the calendar: a day may have 23 or 25 hours.
  if (at.getTime() <= nowMs) at.setDate(at.getDate() + 1);
  return { kind: 'at', atMs: at.getTime() };
}

/** Milliseconds until a recording stops by itself that has come this far; 0 or less: it stops now. */
export function timeLeftMs(rule: StopRule, recordedMs: number, nowMs: number): number {
  return rule.kind === 'after' ? rule.recordedMs - recordedMs : rule.atMs - nowMs;
}
