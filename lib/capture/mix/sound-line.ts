import { Resampler } from './resampler.ts';

/** The mix's sample rate, in frames a second: Opus runs at this rate. */
export const SAMPLE_RATE = 48_000;

/** 2.7 s. A power of two. */
const RING_FRAMES = 131_072;
/** Sound that is off by more than this has a hole, or its device was restarted: it jumps to its place. */
const JUMP_FRAMES = 0.06 * SAMPLE_RATE;
/** Sound that was in sync and is suddenly off by more than this has lost a piece. */
const HOLE_FRAMES = 0.005 * SAMPLE_RATE;
/** If capture times jitter by more than this, they can't tell a hole from a late chunk. */
const CLEAN_FRAMES = 0.001 * SAMPLE_RATE;
/** Sound that is off by more than this is brought back into sync, inaudibly. */
const DRIFT_FRAMES = 0.004 * SAMPLE_RATE;
const IN_STEP_FRAMES = 0.0005 * SAMPLE_RATE;
/** 3 cents: an inaudible change of pitch. It corrects 2 ms a second; clocks drift by a hundredth of that. */
const CORRECTION = 0.002;
/** How much of a chunk's error counts: capture times jitter. */
const SMOOTHING = 0.02;

/** A chunk of sound as captured. */
export interface SoundChunk {
  /** One or more channels of the same length; only the first two are used. Samples from −1 to 1. */
  readonly channels: readonly Float32Array[];
  /** Frames a second. */
  readonly sampleRate: number;
  /** The capture time of its first frame, in microseconds. */
  readonly timestampUs: number;
}

/**
 * The sound of one source, in stereo, with each frame at its place in time: at the mix's rate, counted from the mix's
 * zero. Each source has its own clock and rate; it's kept in sync with its capture times, gently when it drifts.
 */
export class SoundLine {
  readonly #zeroUs: number;
  readonly #ring = [new Float32Array(RING_FRAMES), new Float32Array(RING_FRAMES)] as const;
  readonly #resampler = new Resampler(2);
  #end: number | null = null;
  #sampleRate = SAMPLE_RATE;
  #errorFrames = 0;
  #lastErrorFrames = 0;
  /** How much the error varies from chunk to chunk. */
  #jitterFrames = 0;
  #correction = 0;
  /** Whether frames are copied unchanged: only while the source has the mix's rate and needs no correction. */
  #isCopied = true;

  /** @param zeroUs the capture time of frame 0, in microseconds. */
  constructor(zeroUs: number) {
    this.#zeroUs = zeroUs;
  }

  /** The frame after the last one; null before the first. */
  get end(): number | null {
    return this.#end;
  }

  /** Adds the next chunk. */
  push({ channels, sampleRate, timestampUs }: SoundChunk): void {
    const [left] = channels;
    if (left === undefined || left.length === 0) return;
    const stereo = [left, channels[1] ?? left];
    const at = ((timestampUs - this.#zeroUs) / 1e6) * SAMPLE_RATE;
    if (this.#end === null || sampleRate !== this.#sampleRate || this.#isOff(at - this.#end)) {
      this.#jump(Math.round(at), sampleRate);
    } else this.#keepInStep(at - this.#end);
    const step = (sampleRate / SAMPLE_RATE) * (1 + this.#correction);
    this.#isCopied &&= step === 1;
    this.#append(this.#isCopied ? stereo : this.#resampler.push(stereo, step));
  }

  /** Writes the frames from `start` into `left` and `right`, with silence where there are none. */
  read(start: number, left: Float32Array, right: Float32Array): void {
    const end = this.#end ?? start;
    for (const [channel, into] of [left, right].entries()) {
      const ring = this.#ring[channel === 0 ? 0 : 1];
      for (let frame = 0; frame < into.length; frame += 1) {
        const at = start + frame;
        into[frame] = at < end && at >= end - RING_FRAMES ? (ring[at & (RING_FRAMES - 1)] ?? 0) : 0;
      }
    }
  }

  #isOff(errorFrames: number): boolean {
    if (Math.abs(errorFrames) > JUMP_FRAMES) return true;
    return errorFrames - this.#lastErrorFrames > HOLE_FRAMES && this.#jitterFrames < CLEAN_FRAMES;
  }

  /** Fills with silence up to there. What is already there stays, because it may be in the mix. */
  #jump(at: number, sampleRate: number): void {
    if (this.#end === null) this.#end = at - RING_FRAMES;
    for (const ring of this.#ring) {
      if (at - this.#end >= RING_FRAMES) ring.fill(0);
      else for (let frame = this.#end; frame < at; frame += 1) ring[frame & (RING_FRAMES - 1)] = 0;
    }
    this.#end = at;
    this.#sampleRate = sampleRate;
    this.#errorFrames = 0;
    this.#lastErrorFrames = 0;
    this.#correction = 0;
    this.#resampler.reset();
    this.#isCopied = true;
  }

  #keepInStep(errorFrames: number): void {
    const change = Math.abs(errorFrames - this.#lastErrorFrames);
    this.#lastErrorFrames = errorFrames;
    this.#jitterFrames += (change - this.#jitterFrames) * SMOOTHING;
    this.#errorFrames += (errorFrames - this.#errorFrames) * SMOOTHING;
    const error = Math.abs(this.#errorFrames);
    // Captured later than where it would go: it needs more frames, hence a smaller step.
    if (error > DRIFT_FRAMES) this.#correction = this.#errorFrames > 0 ? -CORRECTION : CORRECTION;
    else if (error < IN_STEP_FRAMES) this.#correction = 0;
  }

  #append(stereo: readonly Float32Array[]): void {
    const start = this.#end ?? 0;
    const frames = stereo[0]?.length ?? 0;
    for (const [channel, ring] of this.#ring.entries()) {
      const samples = stereo[channel];
      for (let frame = 0; frame < frames; frame += 1) {
        ring[(start + frame) & (RING_FRAMES - 1)] = samples?.[frame] ?? 0;
      }
    }
    this.#end = start + frames;
  }
}
