import { describe, expect, it } from 'vitest';
import { documentTimeUs } from '../../../lib/capture/mix/capture-times.ts';
import { chunk, clicks, rig, SAMPLE_RATE, steady } from '../../support/mixer-rig.ts';

describe('a mix of sounds with unreliable times', () => {
  it('keeps a sound with a drifting clock in sync, without a jump', () => {
    for (const drift of [-0.001, 0.001]) {
      const { mixer, clock, all, timeOf } = rig();
      const input = mixer.add('other');
      let at = 0;
      while (at < 20_000) {
        clock.nowMs += 10 * (1 + drift);
        // Its 10 ms take a little more or less than that.
        input.push(chunk(at, clicks));
        at += 10 * (1 + drift);
      }
      const loud = [...all().entries()].filter(([, sample]) => sample > 0.2).map(([index]) => timeOf(index));
      expect(loud.length).toBeGreaterThan(15);
      for (const ms of loud) expect(Math.abs(ms - 500 - Math.round((ms - 500) / 1_000) * 1_000)).toBeLessThan(6);
    }
  });

  it('fills a missing piece with silence, and is in sync right after it', () => {
    for (const rate of [48_000, 44_100]) {
      const { mixer, clock, all, timeOf } = rig();
      const input = mixer.add('other');
      for (let at = 0; at < 4_000; at += 10) {
        clock.nowMs += 10;
        // 10 to 30 ms are lost three times a second.
        if (at % 330 >= (at % 4) * 10) input.push(chunk(at, clicks, rate));
      }
      const loud = [...all().entries()].filter(([, sample]) => sample > 0.2).map(([index]) => timeOf(index));
      expect(loud.length).toBeGreaterThan(2);
      for (const ms of loud) expect(Math.abs((ms % 1_000) - 500)).toBeLessThan(1);
    }
  });

  it('keeps a sound with jittering capture times in sync, without a hole', () => {
    const { mixer, clock, all } = rig();
    const input = mixer.add('other');
    for (let at = 0; at < 3_000; at += 10) {
      clock.nowMs += 10;
      const { timestampUs, ...rest } = chunk(at, steady(0.25));
      input.push({ ...rest, timestampUs: timestampUs + (at % 20 === 0 ? 8_000 : 0) });
    }
    expect(
      all()
        .subarray(48_000, 96_000)
        .every((sample) => Math.abs(sample - 0.25) < 0.01),
    ).toBe(true);
  });

  it('mixes a sound whose capture times are wrong by seconds', () => {
    for (const wrongMs of [-5_000, -60_000]) {
      const { mixer, clock, blocks } = rig();
      const [tab, microphone] = [mixer.add('other'), mixer.add('voice')];
      for (let at = 0; at < 5_000; at += 10) {
        clock.nowMs += 10;
        tab.push(chunk(at, steady(0.25)));
        microphone.push(chunk(at + wrongMs, steady(0.25)));
      }
      expect(blocks.length).toBeGreaterThan(480);
      expect(blocks.at(-1)?.left[0]).toBe(0.5);
    }
  });

  it('is back in sync after a stall so long that sound was lost', () => {
    for (const chunkMs of [10, 20]) {
      const { mixer, clock, blocks } = rig();
      const input = mixer.add('other');
      for (let at = 0; at < 1_000; at += chunkMs) {
        clock.nowMs += chunkMs;
        input.push(chunk(at, steady(0.25), SAMPLE_RATE, chunkMs));
      }
      clock.nowMs += 6_000;
      // The last 200 chunks have waited.
      for (let at = 7_000 - 200 * chunkMs; at < 7_000; at += chunkMs) {
        input.push(chunk(at, steady(0.25), SAMPLE_RATE, chunkMs));
      }
      for (let at = 7_000; at < 12_000; at += chunkMs) {
        clock.nowMs += chunkMs;
        input.push(chunk(at, steady(0.25), SAMPLE_RATE, chunkMs));
      }
      expect(blocks.at(-1)?.timestampUs).toBeLessThan(12_000_000);
      expect(blocks.at(-1)?.timestampUs).toBeGreaterThan(11_900_000);
      expect(blocks.at(-1)?.left[0]).toBe(0.25);
    }
  });

  it('trusts the times of a late sound again once it arrives on time', () => {
    const { mixer, clock, blocks } = rig();
    const [tab, microphone] = [mixer.add('other'), mixer.add('voice')];
    for (let at = 0; at < 12_000; at += 10) {
      clock.nowMs += 10;
      tab.push(chunk(at, steady(0.25)));
      microphone.push(chunk(at < 4_000 ? at - 5_000 : at, steady(0.25)));
    }
    expect(blocks.at(-1)?.timestampUs).toBeLessThan(12_000_000);
    expect(blocks.at(-1)?.timestampUs).toBeGreaterThan(11_900_000);
    expect(blocks.at(-1)?.left[0]).toBe(0.5);
  });

  it('stays on time when one capture time is in the future, or the first one was wrong', () => {
    for (const [wrongAtMs, wrongMs, sources] of [
      [2_000, 3_600_000, 1],
      [2_000, 3_600_000, 2],
      [0, -3_600_000, 1],
    ] as const) {
      const { mixer, clock, blocks } = rig();
      const inputs = Array.from({ length: sources }, () => mixer.add('other'));
      for (let at = 0; at < 9_000; at += 10) {
        clock.nowMs += 10;
        for (const [index, input] of inputs.entries()) {
          input.push(chunk(at === wrongAtMs && index === 0 ? at + wrongMs : at, steady(0.25)));
        }
      }
      expect(blocks.at(-1)?.timestampUs).toBeLessThan(9_000_000);
      expect(blocks.at(-1)?.timestampUs).toBeGreaterThan(8_900_000);
      expect(blocks.at(-1)?.left[0]).toBe(0.25 * sources);
    }
  });

  it('mixes a sound whose capture times are in the future', () => {
    const { mixer, clock, blocks } = rig();
    const [tab, microphone] = [mixer.add('other'), mixer.add('voice')];
    for (let at = 0; at < 9_000; at += 10) {
      clock.nowMs += 10;
      tab.push(chunk(at, steady(0.25)));
      microphone.push(chunk(at + 3_600_000, steady(0.25)));
    }
    expect(blocks.at(-1)?.timestampUs).toBeLessThan(9_000_000);
    expect(blocks.at(-1)?.left[0]).toBe(0.5);
  });
});

describe('documentTimeUs', () => {
  it('understands the times that a worker reads, also of chunks that waited when their stream was transferred', () => {
    // The worker was created 3 s after the document, 1 s ago.
    const read = (timestampMs: number) => documentTimeUs(timestampMs * 1_000, 1_000_000, 3_000_000) / 1_000;
    // What waited is counted from the document's creation, what comes from the worker's.
    expect([2_900, 3_500, 3_990].map(read)).toEqual([2_900, 3_500, 3_990]);
    expect([850, 950, 1_000].map(read)).toEqual([3_850, 3_950, 4_000]);
  });
});
