import { describe, expect, it } from 'vitest';
import { MixGate } from '../../../lib/capture/mix/mix-gate.ts';
import type { MixedBlock } from '../../../lib/capture/mix/mixer.ts';
import { chunk, rig as mixerRig, steady } from '../../support/mixer-rig.ts';

/** A mix without end; its capture times are those of a clock 500 ms behind. */
function rig() {
  const gate = new MixGate();
  const got: MixedBlock[] = [];
  /** Blocks captured from one time up to another arrive. */
  const arrive = (fromMs: number, toMs: number) => {
    for (let capturedAtMs = fromMs; capturedAtMs < toMs; capturedAtMs += 10) {
      const [left, right] = [new Float32Array(480).fill(0.25), new Float32Array(480).fill(0.25)];
      got.push(
        ...gate.pass({ left, right, timestampUs: (capturedAtMs - 500) * 1_000, capturedAtMs }, capturedAtMs + 10),
      );
    }
  };
  const heard = () =>
    got.filter(({ left, right }) => left[0] !== 0 && right[0] !== 0).map((block) => block.capturedAtMs);
  /** What the recorder has, with the time of pauses taken out, in milliseconds. */
  const timesWithout = (pausedMs: number, resumedMs: number) =>
    got
      .map(({ timestampUs }) => timestampUs / 1_000 + 500)
      .map((ms) => (ms < resumedMs - 100 ? ms : ms - (resumedMs - pausedMs)));
  return { gate, got, arrive, heard, timesWithout };
}

describe('a gate', () => {
  it('drops what was captured before the recorder started', () => {
    const { gate, got, arrive } = rig();
    gate.forgetPast(1_000);
    arrive(800, 1_200);
    expect(got.map(({ capturedAtMs }) => capturedAtMs)).toEqual(Array.from({ length: 20 }, (_, at) => 1_000 + at * 10));
  });

  for (const [behindMs, thenMs] of [
    [60, 60],
    [60, 10],
    [10, 60],
    [0, 80],
    [80, 0],
  ] as const) {
    it(`gives silence for the ${behindMs} ms on their way at a pause, even if ${thenMs} are on their way after it`, () => {
      const { gate, got, arrive, heard, timesWithout } = rig();
      gate.forgetPast(0);
      arrive(0, 1_000 - behindMs);
      gate.pause(1_000);
      arrive(1_000 - behindMs, 2_000 - thenMs);
      expect(got).toHaveLength(100 - behindMs / 10);
      gate.resume(2_000);
      arrive(2_000 - thenMs, 3_000);
      // Nothing of the pause is heard, and everything else except what was on its way.
      const at = (fromMs: number, toMs: number) =>
        Array.from({ length: (toMs - fromMs) / 10 }, (_, index) => fromMs + index * 10);
      expect(heard()).toEqual([...at(0, 1_000 - behindMs), ...at(2_000, 3_000)]);
      // Not a block too few or too many, each at its time.
      expect(timesWithout(1_000, 2_000)).toEqual(at(0, 2_000));
    });
  }

  it('makes up for several pauses, also when nothing arrives between them', () => {
    const { gate, got, arrive } = rig();
    gate.forgetPast(0);
    arrive(0, 950);
    gate.pause(1_000);
    gate.resume(2_000);
    gate.pause(2_020);
    gate.resume(3_000);
    arrive(2_980, 4_000);
    expect(got).toHaveLength((1_000 + 20 + 1_000) / 10);
  });

  it('gives no silence for a sound that wasn’t coming at all', () => {
    const { gate, got, arrive } = rig();
    gate.forgetPast(0);
    gate.pause(1_000);
    gate.resume(2_000);
    arrive(2_000, 2_200);
    expect(got).toHaveLength(20);
    gate.pause(60_000);
    gate.resume(61_000);
    arrive(61_000, 61_100);
    expect(got.length).toBeLessThan(340);
  });

  it('starts afresh with another recorder', () => {
    const { gate, got, arrive } = rig();
    gate.forgetPast(0);
    arrive(0, 500);
    gate.pause(1_000);
    gate.forgetPast(2_000);
    arrive(1_900, 2_100);
    expect(got).toHaveLength(50 + 10);
  });

  it.each([
    [2_000, 1_900],
    [1_000, 950],
    [300, 280],
    [2_000, 100],
  ])(
    'gives a recorder no sound from before it and no hole, when the first sound waited for %i ms and it starts after %i',
    (lateMs, startsMs) => {
      const { clock, blocks, mixer, gate } = mixerRig();
      const beganMs = clock.nowMs;
      const at = (ms: number) => beganMs + ms;
      const [tab, microphone] = [mixer.add('other'), mixer.add('other')];
      clock.nowMs = at(startsMs);
      gate.forgetPast(clock.nowMs);
      clock.nowMs = at(lateMs);
      // What waited is read at once, with what is on time between it.
      tab.push(chunk(0, steady(0.25)));
      microphone.push(chunk(lateMs - 15, steady(0.25)));
      for (let ms = 10; ms < lateMs; ms += 10) tab.push(chunk(ms, steady(0.25)));
      for (let ms = lateMs; ms < lateMs + 1_000; ms += 10) {
        clock.nowMs = at(ms + 12);
        microphone.push(chunk(ms - 5, steady(0.25)));
        tab.push(chunk(ms, steady(0.25)));
      }
      const timesMs = blocks.map(({ timestampUs }) => timestampUs / 1_000);
      const steps = timesMs.slice(1).map((ms, index) => Math.round(ms - (timesMs[index] ?? 0)));
      expect(new Set(steps)).toEqual(new Set([10]));
      expect(Math.abs((timesMs[0] ?? 0) - startsMs)).toBeLessThan(25);
    },
  );
});
