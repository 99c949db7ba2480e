import * as v from 'valibot';
import { bubbleSchema, DEFAULT_BUBBLE } from './bubble.ts';
import { PRESET_NAMES } from './presets.ts';
import { SOURCE_NAMES, SOURCES } from './source.ts';

/** See {@link DeviceChoice}. */
export const deviceChoiceSchema = v.object({ id: v.string(), groupId: v.string(), label: v.string() });

/** A device you chose. Browsers may change a device's id; its group and label then still identify it. */
export type DeviceChoice = v.InferOutput<typeof deviceChoiceSchema>;

/** The shape of {@link CaptureChoices}, for parsing. */
export const captureChoicesSchema = v.object({
  source: v.picklist(SOURCE_NAMES),
  /** Whether to record the microphone, too. */
  microphone: v.boolean(),
  /** Null: the browser's default device. */
  microphoneDevice: v.nullable(deviceChoiceSchema),
  /** `voice`: the browser removes echo and noise. `music`: the sound as it is, in stereo. */
  microphoneMode: v.picklist(['voice', 'music']),
  /** Null: the browser's default device. */
  cameraDevice: v.nullable(deviceChoiceSchema),
  /** How the camera is shown over a tab. */
  bubble: bubbleSchema,
  /** Whether a sound-only recording has the tab’s sound. */
  tabSound: v.boolean(),
  preset: v.picklist(PRESET_NAMES),
  /** Whether to record H.264 and AAC in MP4 if the browser can: every player plays that. */
  playsAnywhere: v.boolean(),
});

/** What to capture in the next recording. Remembered; nothing secret. */
export type CaptureChoices = v.InferOutput<typeof captureChoicesSchema>;

/** The choices before you make any. */
export const DEFAULT_CHOICES: CaptureChoices = {
  source: 'tab',
  microphone: false,
  microphoneDevice: null,
  microphoneMode: 'voice',
  cameraDevice: null,
  bubble: DEFAULT_BUBBLE,
  tabSound: true,
  preset: 'normal',
  playsAnywhere: false,
};

/** Whether a tab is recorded: it must exist, and you must have clicked Reelay's icon on it. */
export function recordsTab({ source, tabSound }: Pick<CaptureChoices, 'source' | 'tabSound'>): boolean {
  return SOURCES[source].tab && (SOURCES[source].picture || tabSound);
}

/** Reads choices from storage; each one that is missing or unknown gets its default. */
export function parseCaptureChoices(stored: unknown): CaptureChoices {
  const values = typeof stored === 'object' && stored !== null ? (stored as Record<string, unknown>) : {};
  const entries = Object.entries(DEFAULT_CHOICES).map(([key, fallback]) => {
    const parsed = v.safeParse(captureChoicesSchema.entries[key as keyof CaptureChoices], values[key]);
    return [key, parsed.success ? parsed.output : fallback];
  });
  return v.parse(captureChoicesSchema, Object.fromEntries(entries));
}
