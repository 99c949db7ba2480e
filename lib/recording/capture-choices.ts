import * as v from 'valibot';
import { bubbleSchema, DEFAULT_BUBBLE } from './bubble.ts';
import { PRESET_NAMES } from './presets.ts';
import { SOURCE_NAMES, SOURCES } from './source.ts';

/** See {@link DeviceChoice}. */
export const deviceChoiceSchema = v.object({ id: v.string(), groupId: v.string(), label: v.string() });

/** A device that the person chose. Browsers change a device's id; then its group and its label still tell which it is. */
export type DeviceChoice = v.InferOutput<typeof deviceChoiceSchema>;

/** What a message carries of {@link CaptureChoices}. */
export const captureChoicesSchema = v.object({
  source: v.picklist(SOURCE_NAMES),
  /** Whether the microphone is recorded, too. */
  microphone: v.boolean(),
  /** Null: the browser's default device. */
  microphoneDevice: v.nullable(deviceChoiceSchema),
  /** `voice`: the browser takes echo and noise away. `music`: the sound as it is, in stereo. */
  microphoneMode: v.picklist(['voice', 'music']),
  /** Null: the browser's default device. */
  cameraDevice: v.nullable(deviceChoiceSchema),
  /** How the camera stands over a tab. */
  bubble: bubbleSchema,
  /** Whether a recording of sound alone has the tab’s. */
  tabSound: v.boolean(),
  preset: v.picklist(PRESET_NAMES),
  /** Whether to record H.264 and AAC in MP4 where the browser can, which every player plays. */
  playsAnywhere: v.boolean(),
});

/** What to capture, as the person chose it for the next recording. Remembered; nothing secret. */
export type CaptureChoices = v.InferOutput<typeof captureChoicesSchema>;

/** What is captured as long as nothing was chosen. */
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

/** Whether a tab is recorded, which must be there and have been clicked on. */
export function recordsTab({ source, tabSound }: Pick<CaptureChoices, 'source' | 'tabSound'>): boolean {
  return SOURCES[source].tab && (SOURCES[source].picture || tabSound);
}

/** Choices from storage: each that is missing or unknown is replaced by its default, alone. */
export function parseCaptureChoices(stored: unknown): CaptureChoices {
  const values = typeof stored === 'object' && stored !== null ? (stored as Record<string, unknown>) : {};
  const entries = Object.entries(DEFAULT_CHOICES).map(([key, fallback]) => {
    const parsed = v.safeParse(captureChoicesSchema.entries[key as keyof CaptureChoices], values[key]);
    return [key, parsed.success ? parsed.output : fallback];
  });
  return v.parse(captureChoicesSchema, Object.fromEntries(entries));
}
