/** The faults that can hit a recording. */
export const FAULTS = [
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

/** One of {@link FAULTS}. */
export type Fault = (typeof FAULTS)[number];

/** A fault, and when it comes: `afterMs` milliseconds after the previous one, or after the first bytes on disk. */
export interface PlannedFault {
  readonly fault: Fault;
  readonly afterMs: number;
  /** How long the network is cut or the receiver is down, in milliseconds. */
  readonly lastsMs: number;
}

/** What happens in one run. */
export interface RunPlan {
  /** Records a camera that shows only noise, at 40 Mbit/s if the machine can, instead of a page. */
  readonly camera: boolean;
  /** Whether the page shows noise: many bytes, but a busy encoder falls behind, and frames it hasn't encoded are lost. */
  readonly noisy: boolean;
  /** Null: unlimited. */
  readonly bytesPerSecond: number | null;
  readonly faults: readonly PlannedFault[];
  /** When Stop is pressed after the last fault, if it's still recording. */
  readonly stopAfterMs: number;
}

const MOST_FAULTS = 3;
/** Less than the recorded page produces, with noise and without. */
const SLOW_BYTES_PER_SECOND = { noisy: 300_000, calm: 60_000 };

/**
 * Plans a run, with faults from `possible` only. `random` gives numbers in [0, 1): the same numbers give the same plan.
 */
export function planRun(random: () => number, possible: readonly Fault[] = FAULTS, camera = false): RunPlan {
  const upTo = (limit: number) => Math.floor(random() * limit);
  const faults = Array.from({ length: 1 + upTo(MOST_FAULTS) }, () => ({
    fault: possible[upTo(possible.length)] ?? FAULTS[0],
    afterMs: 100 + upTo(2_500),
    lastsMs: 100 + upTo(1_500),
  }));
  const noisy = upTo(2) === 0;
  const slow = SLOW_BYTES_PER_SECOND[noisy ? 'noisy' : 'calm'];
  return { camera, noisy, bytesPerSecond: upTo(2) === 0 ? slow : null, faults, stopAfterMs: 300 + upTo(1_500) };
}
