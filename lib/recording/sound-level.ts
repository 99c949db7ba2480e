import * as v from 'valibot';

const soundLevel = v.object({
  /** The largest sample. */
  peak: v.number(),
  /** The root mean square. */
  rms: v.number(),
});

/** How loud a sound was for a moment: samples go from −1 to 1, and 1 is where they are cut off. */
export type SoundLevel = v.InferOutput<typeof soundLevel>;

/** See {@link SoundLevels}. */
export const soundLevelsSchema = v.object({ tab: v.nullable(soundLevel), microphone: v.nullable(soundLevel) });

/** How loud the sounds of a recording are; null for one that is not recorded. */
export type SoundLevels = v.InferOutput<typeof soundLevelsSchema>;

/** Below this a meter shows nothing: 60 dB below full scale. */
const LOWEST_DB = -60;

/** How far a meter is filled, from 0 to 1: by decibels, as the ear hears. */
export function meterShare(level: number): number {
  if (level <= 0) return 0;
  return Math.min(1, Math.max(0, 1 - (20 * Math.log10(level)) / LOWEST_DB));
}

/** Whether a sound is cut off, or about to be. */
export function isClipping({ peak }: SoundLevel): boolean {
  return peak >= 0.99;
}
