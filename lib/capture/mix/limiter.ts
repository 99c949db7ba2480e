/** The output ceiling, 1.5 dB below full scale: an encoder's output is slightly louder than its input. */
export const CEILING = 0.84;
/** Frames per gain step, with a linear ramp in between: 1 ms at 48 kHz. */
const STEP_FRAMES = 48;
/** The look-ahead: the gain falls over 5 ms before a peak, without a click. */
const AHEAD_STEPS = 5;
/** How much the gain rises with each step: half a second from half to full. */
const RISE = 0.001;
/** How much the gain may fall with each step, when the peak is seen in time. */
const FALL = 1 / AHEAD_STEPS;

/** The output's delay, in frames. */
export const LIMITER_FRAMES = (AHEAD_STEPS + 1) * STEP_FRAMES;

/**
 * Keeps a sound below {@link CEILING}: two mixed sounds can exceed full scale and would be clipped, which crackles.
 * Quieter sound passes unchanged, {@link LIMITER_FRAMES} later.
 */
export class Limiter {
  /** The sound of the steps ahead, left and right. */
  readonly #ahead = [new Float32Array(LIMITER_FRAMES), new Float32Array(LIMITER_FRAMES)] as const;
  /** The gain needed at each of them, and at the one that comes in. */
  #needs: number[] = Array<number>(AHEAD_STEPS + 2).fill(1);
  #gain = 1;

  /** @param left changed in place, as is `right`; its length is a multiple of 48. */
  limit(left: Float32Array, right: Float32Array): void {
    for (let start = 0; start < left.length; start += STEP_FRAMES) {
      this.#step(left.subarray(start, start + STEP_FRAMES), right.subarray(start, start + STEP_FRAMES));
    }
  }

  #step(left: Float32Array, right: Float32Array): void {
    const peak = Math.max(peakOf(left), peakOf(right));
    const [, ...ahead] = this.#needs;
    this.#needs = [...ahead, peak > CEILING ? CEILING / peak : 1];
    const from = this.#gain;
    const to = this.#nextGain();
    this.#gain = to;
    for (const [index, samples] of [left, right].entries()) {
      const held = this.#ahead[index === 0 ? 0 : 1];
      const leaving = held.slice(0, STEP_FRAMES);
      held.copyWithin(0, STEP_FRAMES);
      held.set(samples, LIMITER_FRAMES - STEP_FRAMES);
      if (from !== 1 || to !== 1) {
        for (let frame = 0; frame < STEP_FRAMES; frame += 1) {
          leaving[frame] = (leaving[frame] ?? 0) * (from + ((to - from) * frame) / STEP_FRAMES);
        }
      }
      samples.set(leaving);
    }
  }

  /** The gain at the end of the current step, where the next one starts. */
  #nextGain(): number {
    let gain = Math.min(1, this.#gain + RISE);
    for (const [steps, need] of this.#needs.entries()) {
      // Both ends of a step must be low enough for it; before that, the gain falls linearly.
      gain = Math.min(gain, need + FALL * Math.max(0, steps - 1));
    }
    return gain;
  }
}

/** The largest sample, whatever its sign. */
export function peakOf(samples: Float32Array): number {
  let peak = 0;
  for (const sample of samples) peak = Math.max(peak, Math.abs(sample));
  return peak;
}
