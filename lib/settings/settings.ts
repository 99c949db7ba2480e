import * as v from 'valibot';
import { CHUNK_UNIT_BYTES, MIB } from '../base/byte-units.ts';

/**
 * Defaults of earlier versions, which stored them along with your settings. Today the preset's value applies instead.
 */
const FORMER_DEFAULTS: Readonly<Record<string, unknown>> = {
  videoBitsPerSecond: 5_000_000,
  cameraWidth: 1_280,
  cameraHeight: 720,
  cameraFrameRate: 30,
};

const schema = v.object({
  /** The version of the stored settings: presets exist since 2. */
  version: v.literal(2),
  chunkBytes: v.pipe(v.number(), v.multipleOf(CHUNK_UNIT_BYTES), v.minValue(CHUNK_UNIT_BYTES), v.maxValue(64 * MIB)),
  sliceMs: v.pipe(v.number(), v.integer(), v.minValue(100), v.maxValue(5_000)),
  maxRetries: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(20)),
  retryBaseMs: v.pipe(v.number(), v.minValue(1), v.maxValue(60_000)),
  stallTimeoutMs: v.pipe(v.number(), v.minValue(1_000), v.maxValue(600_000)),
  videoBitsPerSecond: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(100_000), v.maxValue(100_000_000))),
  audioBitsPerSecond: v.pipe(v.number(), v.integer(), v.minValue(6_000), v.maxValue(510_000)),
  voiceAboveDb: v.nullable(v.pipe(v.number(), v.minValue(1), v.maxValue(30))),
  cameraWidth: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(160), v.maxValue(7_680))),
  cameraHeight: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(120), v.maxValue(4_320))),
  cameraFrameRate: v.nullable(v.pipe(v.number(), v.minValue(1), v.maxValue(120))),
  countdownSeconds: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10))),
  sendEarlySeconds: v.nullable(v.pipe(v.number(), v.minValue(1), v.maxValue(3_600))),
  keepFinishedCount: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000)),
  keepFinishedDays: v.pipe(v.number(), v.minValue(0), v.maxValue(3_650)),
});

/**
 * What you can set. Sizes are bytes, times milliseconds unless the name says seconds. `videoBitsPerSecond`,
 * `cameraWidth`, `cameraHeight`, `cameraFrameRate`: set by hand instead of the preset's value; null: the preset's.
 * `countdownSeconds`: the delay between Start and the recording; null: none. `sendEarlySeconds`: send what is there at
 * least this often, in multiples of 256 KiB; null sends whole chunks only. `voiceAboveDb`: how much louder than the tab
 * the voice is while someone speaks; null changes neither. `keepFinishedCount`, `keepFinishedDays`: a finished
 * recording's file is kept until there are that many newer ones, or that many days have passed.
 */
export type Settings = v.InferOutput<typeof schema>;

/** The defaults. */
export const DEFAULT_SETTINGS: Settings = {
  version: 2,
  chunkBytes: 8 * MIB,
  sliceMs: 500,
  maxRetries: 3,
  retryBaseMs: 1_000,
  stallTimeoutMs: 30_000,
  videoBitsPerSecond: null,
  audioBitsPerSecond: 128_000,
  voiceAboveDb: 12,
  cameraWidth: null,
  cameraHeight: null,
  cameraFrameRate: null,
  countdownSeconds: null,
  sendEarlySeconds: null,
  keepFinishedCount: 5,
  keepFinishedDays: 7,
};

/** Reads settings from storage; each value that is missing or out of range gets its default. */
export function parseSettings(stored: unknown): Settings {
  const values = typeof stored === 'object' && stored !== null ? (stored as Record<string, unknown>) : {};
  const isFormer = values['version'] === undefined;
  const entries = Object.entries(DEFAULT_SETTINGS).map(([key, fallback]) => {
    const field = schema.entries[key as keyof Settings];
    const value = isFormer && values[key] === FORMER_DEFAULTS[key] ? fallback : values[key];
    const parsed = v.safeParse(field, value);
    return [key, parsed.success ? parsed.output : fallback];
  });
  return v.parse(schema, Object.fromEntries(entries));
}
