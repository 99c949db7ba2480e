import { type Clock, inTime, systemClock } from '../base/clock.ts';

/** A device answers at once or never. */
const PATIENCE_MS = 2_000;

/**
 * Asks a track for fewer pictures a second, and again for the size and the least rate it was asked for: what is not asked for
 * again may change.
 * @returns the rate before; null when it was no higher, or stays.
 */
export async function limitRate(
  track: Pick<MediaStreamTrack, 'getSettings' | 'getConstraints' | 'applyConstraints'>,
  framesPerSecond: number,
  clock: Pick<Clock, 'wait'> = systemClock,
): Promise<number | null> {
  const { frameRate = 0 } = track.getSettings();
  if (frameRate <= framesPerSecond) return null;
  const { width = {}, height = {}, frameRate: rate } = track.getConstraints();
  const least = typeof rate === 'object' && rate.min !== undefined ? { min: rate.min } : {};
  try {
    const limited = track.applyConstraints({ width, height, frameRate: { ...least, max: framesPerSecond } });
    await inTime(limited, PATIENCE_MS, clock, 'The picture keeps its rate.');
    return Math.round(frameRate);
  } catch (error) {
    console.debug('The picture keeps its rate.', error);
    return null;
  }
}
