const HALF_TAPS = 16;
const TAPS = 2 * HALF_TAPS;
const PHASES = 256;
/** The part of the band that is kept; the filter rolls off in the rest. */
const PASS_SHARE = 0.94;

/**
 * Resamples a sound that comes in chunks, with a windowed sinc. The rate may change slightly from chunk to chunk, which
 * keeps a source with a drifting clock in sync.
 */
export class Resampler {
  readonly #channels: number;
  /** Input that is still needed, one array per channel. */
  #held: Float32Array[];
  /** Where the next output frame is, in frames of `#held`. */
  #at = HALF_TAPS;
  #kernel: Float32Array | null = null;
  #kernelFor = 0;

  constructor(channels: number) {
    this.#channels = channels;
    this.#held = silence(channels, HALF_TAPS);
  }

  /**
   * @param input one array for each channel, all of the same length.
   * @param step input frames for each output frame: 1 leaves the rate as it is.
   * @returns one array for each channel. The frames at the end of `input` come with the next chunk.
   */
  push(input: readonly Float32Array[], step: number): readonly Float32Array[] {
    const held = this.#held.map((before, channel) => joined(before, input[channel] ?? new Float32Array(0)));
    const [first = new Float32Array(0)] = held;
    const kernel = this.#kernelOf(step);
    const lastAt = first.length - HALF_TAPS - 1;
    const count = Math.max(0, Math.floor((lastAt - this.#at) / step) + 1);
    const output = held.map((samples) => resampled(samples, this.#at, step, count, kernel));
    const at = this.#at + count * step;
    const unneeded = Math.max(0, Math.floor(at) - HALF_TAPS);
    this.#held = held.map((samples) => samples.slice(unneeded));
    this.#at = at - unneeded;
    return output;
  }

  /** Forgets the sound so far: what comes next is unrelated. */
  reset(): void {
    this.#held = silence(this.#channels, HALF_TAPS);
    this.#at = HALF_TAPS;
  }

  #kernelOf(step: number): Float32Array {
    // A source in sync differs by a thousandth at most.
    const rounded = Math.max(1, Math.round(step * 100) / 100);
    if (this.#kernel === null || this.#kernelFor !== rounded) {
      this.#kernel = sincKernel(PASS_SHARE / rounded);
      this.#kernelFor = rounded;
    }
    return this.#kernel;
  }
}

function resampled(samples: Float32Array, start: number, step: number, count: number, kernel: Float32Array) {
  const output = new Float32Array(count);
  for (let frame = 0; frame < count; frame += 1) {
    const at = start + frame * step;
    const whole = Math.floor(at);
    const phase = (at - whole) * PHASES;
    const row = Math.floor(phase);
    const share = phase - row;
    const base = row * TAPS;
    const first = whole - HALF_TAPS + 1;
    let sum = 0;
    for (let tap = 0; tap < TAPS; tap += 1) {
      const here = kernel[base + tap] ?? 0;
      const next = kernel[base + TAPS + tap] ?? 0;
      sum += (samples[first + tap] ?? 0) * (here + (next - here) * share);
    }
    output[frame] = sum;
  }
  return output;
}

/** One row of taps for each phase between two input frames, and one more to interpolate with. `cutoff`: 1 is all of the band. */
function sincKernel(cutoff: number): Float32Array {
  const kernel = new Float32Array((PHASES + 1) * TAPS);
  for (let phase = 0; phase <= PHASES; phase += 1) {
    const row = kernel.subarray(phase * TAPS, (phase + 1) * TAPS);
    let sum = 0;
    for (let tap = 0; tap < TAPS; tap += 1) {
      const distance = tap - HALF_TAPS + 1 - phase / PHASES;
      const value = sinc(distance * cutoff) * blackman(distance / HALF_TAPS);
      row[tap] = value;
      sum += value;
    }
    // Each phase passes a constant signal unchanged.
    for (let tap = 0; tap < TAPS; tap += 1) row[tap] = (row[tap] ?? 0) / sum;
  }
  return kernel;
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

function blackman(x: number): number {
  if (Math.abs(x) >= 1) return 0;
  return 0.42 + 0.5 * Math.cos(Math.PI * x) + 0.08 * Math.cos(2 * Math.PI * x);
}

function joined(a: Float32Array, b: Float32Array): Float32Array {
  const both = new Float32Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

function silence(channels: number, frames: number): Float32Array[] {
  return Array.from({ length: channels }, () => new Float32Array(frames));
}
