import * as v from 'valibot';

const soundLevel = v.object({
  /** The largest sample. */
  peak: v.number(),
  /** The root mean square. */
  rms: v.number(),
});

/** How loud a sound was for a moment. Samples go from −1 to 1; beyond that they clip. */
export type SoundLevel = v.InferOutput<typeof soundLevel>;

/** See {@link SoundLevels}. */
export const soundLevelsSchema = v.object({ tab: v.nullable(soundLevel), microphone: v.nullable(soundLevel) });

/** How loud the sounds of a recording are; null for one that is not recorded. */
export type SoundLevels = v.InferOutput<typeof soundLevelsSchema>;

/** Below this a meter shows nothing: 60 dB below full scale. */
const LOWEST_DB = -60;

/** How full a meter is, from 0 to 1, by decibels. */
export function meterShare(level: number): number {
  if (level <= 0) return 0;
  return Math.min(1, Math.max(0, 1 - (20 * Math.log10(level)) / LOWEST_DB));
}

/** Whether a sound clips, or is about to. */
export function isClipping({ peak }: SoundLevel): boolean {
  return peak >= 0.99;
}
