/** The loudest sample that leaves, 1.5 dB below full scale: an encoder's output is a little louder than its input. */
export const CEILING = 0.84;
/** The gain is set once for so many frames, and goes in a straight line from one to the next: 1 ms at 48 kHz. */
const STEP_FRAMES = 48;
/** How far it looks ahead: what is too loud is met by a gain that fell over 5 ms, without a click. */
const AHEAD_STEPS = 5;
/** By how much the gain rises with each step: from half to full takes half a second. */
const RISE = 0.001;
/** By how much it may fall with each step, when it is seen in time. */
const FALL = 1 / AHEAD_STEPS;

/** How late what leaves is, in frames. */
export const LIMITER_FRAMES = (AHEAD_STEPS + 1) * STEP_FRAMES;

/**
 * Keeps a sound below {@link CEILING}: two sounds that are mixed may be louder together than a file can hold, and would be
 * cut off, which crackles. What is quieter passes unchanged, {@link LIMITER_FRAMES} later.
 */
export class Limiter {
  /** The sound of the steps ahead, left and right. */
  readonly #ahead = [new Float32Array(LIMITER_FRAMES), new Float32Array(LIMITER_FRAMES)] as const;
  /** The gain that each of them needs, and the one that comes in. */
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

  /** The gain at the end of the step that leaves now, which is where the next one begins. */
  #nextGain(): number {
    let gain = Math.min(1, this.#gain + RISE);
    for (const [steps, need] of this.#needs.entries()) {
      // Both ends of a step must be low enough for it; before that the gain falls in a line.
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
