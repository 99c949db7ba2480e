import { MixGate } from '../../lib/capture/mix/mix-gate.ts';
import { type MixedBlock, Mixer } from '../../lib/capture/mix/mixer.ts';

export const SAMPLE_RATE = 48_000;

/** A mixer on a clock driven by the test, and what a recorder gets of its output. */
export function rig(voiceAboveDb: number | null = null) {
  const clock = { nowMs: 5_000 };
  const blocks: MixedBlock[] = [];
  const gate = new MixGate();
  const emit = (block: MixedBlock) => {
    blocks.push(...gate.pass(block, clock.nowMs));
  };
  const mixer = new Mixer({ voiceAboveDb, sinceMs: clock.nowMs, emit, nowMs: () => clock.nowMs });
  const all = () => {
    const samples = new Float32Array(blocks.length * 480);
    for (const [index, { left }] of blocks.entries()) samples.set(left, index * 480);
    return samples;
  };
  /** The capture time of an output sample, in milliseconds. */
  const timeOf = (index: number) => (blocks[0]?.timestampUs ?? 0) / 1_000 + (index / SAMPLE_RATE) * 1_000;
  return { clock, blocks, mixer, gate, all, timeOf };
}

/** A chunk of sound, 10 ms or longer, captured at this time, in milliseconds. */
export function chunk(atMs: number, sampleAt: (ms: number) => number, rate = SAMPLE_RATE, chunkMs = 10) {
  const samples = Float32Array.from({ length: (rate * chunkMs) / 1_000 }, (_, frame) =>
    sampleAt(atMs + (frame / rate) * 1_000),
  );
  return { channels: [samples], sampleRate: rate, timestampUs: atMs * 1_000 };
}

/** The same sample throughout. */
export const steady = (sample: number) => () => sample;
export const tone = (hz: number, gain: number) => (ms: number) => gain * Math.sin((2 * Math.PI * hz * ms) / 1_000);
/** One loud sample each second. */
export const clicks = (ms: number) => (Math.abs(ms - 500 - Math.round((ms - 500) / 1_000) * 1_000) < 0.011 ? 0.5 : 0);

/** The root mean square of the samples. */
export function rmsOf(samples: Float32Array): number {
  return Math.sqrt(samples.reduce((sum, sample) => sum + sample ** 2, 0) / samples.length);
}
