/** What can happen to a recording. */
export const BLOWS = [
  'kill the browser',
  'crash the offscreen document',
  'end the engine',
  'stop the service worker',
  'reload the extension',
  'close the tab',
  'cut the network',
  'kill the network process',
  'restart the receiver',
] as const;

export type Blow = (typeof BLOWS)[number];

/** A blow, so many milliseconds after the one before or the first bytes on disk. */
export interface PlannedBlow {
  readonly blow: Blow;
  readonly afterMs: number;
  /** How long the network is cut or the receiver gone, in milliseconds. */
  readonly lastsMs: number;
}

/** What happens in one run. */
export interface RunPlan {
  /** A camera that shows nothing but noise, at 40 Mbit/s if the machine can, instead of a page. */
  readonly camera: boolean;
  /** Whether the page shows noise: many bytes, but a busy encoder falls behind, and what it has not made cannot be kept. */
  readonly noisy: boolean;
  /** Null: as fast as it goes. */
  readonly bytesPerSecond: number | null;
  readonly blows: readonly PlannedBlow[];
  /** When Stop is pressed after the last blow, if it is still recording. */
  readonly stopAfterMs: number;
}

const MOST_BLOWS = 3;
/** Less than the page that is recorded makes, with noise and without. */
const SLOW_BYTES_PER_SECOND = { noisy: 300_000, calm: 60_000 };

/**
 * The plan of a run of a page or of the camera, of these blows alone. `random` gives numbers in [0, 1): the same numbers,
 * the same plan.
 */
export function planRun(random: () => number, possible: readonly Blow[] = BLOWS, camera = false): RunPlan {
  const upTo = (limit: number) => Math.floor(random() * limit);
  const blows = Array.from({ length: 1 + upTo(MOST_BLOWS) }, () => ({
    blow: possible[upTo(possible.length)] ?? BLOWS[0],
    afterMs: 100 + upTo(2_500),
    lastsMs: 100 + upTo(1_500),
  }));
  const noisy = upTo(2) === 0;
  const slow = SLOW_BYTES_PER_SECOND[noisy ? 'noisy' : 'calm'];
  return { camera, noisy, bytesPerSecond: upTo(2) === 0 ? slow : null, blows, stopAfterMs: 300 + upTo(1_500) };
}
