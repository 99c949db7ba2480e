import { describe, expect, it } from 'vitest';
import { chunk, clicks, rig, rmsOf, steady, tone } from '../../support/mixer-rig.ts';

describe('a mix', () => {
  it('places each sound at its capture time, whenever it arrives', () => {
    const { mixer, clock, all, timeOf } = rig();
    const [early, late] = [mixer.add('other'), mixer.add('other')];
    const waiting: (() => void)[] = [];
    for (let at = 0; at < 3_000; at += 10) {
      clock.nowMs += 10;
      early.push(chunk(at, clicks));
      // This one comes 120 ms later, and carries its own times.
      waiting.push(() => late.push(chunk(at, clicks)));
      if (waiting.length > 12) waiting.shift()?.();
    }
    const loud = [...all().entries()].filter(([, sample]) => sample > 0.4);
    expect(loud.length).toBeGreaterThan(1);
    for (const [index, sample] of loud) {
      expect(sample).toBeCloseTo(0.84, 1);
      expect(Math.abs(timeOf(index) % 1_000) - 500).toBeCloseTo(0, 1);
    }
  });

  it('passes a single sound unchanged, sample by sample', () => {
    const { mixer, clock, all, timeOf } = rig();
    const input = mixer.add('other');
    const sampleAt = tone(440, 0.8);
    for (let at = 0; at < 1_000; at += 10) {
      clock.nowMs += 10;
      input.push(chunk(at, sampleAt));
    }
    const sounds = all();
    const expected = Float32Array.from({ length: sounds.length }, (_, frame) =>
      timeOf(frame) < -0.01 ? 0 : sampleAt(timeOf(frame)),
    );
    expect(Math.max(...sounds.map((sample, index) => Math.abs(sample - (expected[index] ?? 0))))).toBeLessThan(1e-4);
  });

  it('doesn’t wait for a sound that stalls or never comes', () => {
    const { mixer, clock, blocks } = rig();
    const [tab, microphone] = [mixer.add('other'), mixer.add('voice')];
    mixer.add('voice');
    for (let at = 0; at < 5_000; at += 10) {
      clock.nowMs += 10;
      tab.push(chunk(at, steady(0.25)));
      if (at < 2_000) microphone.push(chunk(at, steady(0.25)));
    }
    expect(blocks.length).toBeGreaterThan(495);
    expect(blocks.at(-1)?.left[0]).toBe(0.25);
    // It is heard again when it comes again.
    for (let at = 5_000; at < 6_000; at += 10) {
      clock.nowMs += 10;
      tab.push(chunk(at, steady(0.25)));
      microphone.push(chunk(at, steady(0.25)));
    }
    expect(blocks.at(-1)?.left[0]).toBe(0.5);
  });

  it('doesn’t wait for a sound that has ended, and keeps all of it', () => {
    const { mixer, clock, blocks } = rig();
    const [tab, microphone] = [mixer.add('other'), mixer.add('voice')];
    for (let at = 0; at < 1_100; at += 10) {
      clock.nowMs += 10;
      if (at < 1_000) tab.push(chunk(at, steady(0.25)));
      if (at === 1_000) tab.end();
      microphone.push(chunk(at, steady(0.25)));
    }
    expect(blocks.length).toBeGreaterThanOrEqual(110);
    expect(blocks.filter(({ left }) => left[0] === 0.5).length).toBeGreaterThan(95);
  });

  it('misses nothing when the document stalls for two seconds', () => {
    const { mixer, clock, blocks } = rig();
    const [tab, microphone] = [mixer.add('other'), mixer.add('voice')];
    const both = (from: number, to: number) => {
      for (const input of [tab, microphone]) {
        for (let at = from; at < to; at += 10) input.push(chunk(at, steady(0.25)));
      }
    };
    for (let at = 0; at < 1_000; at += 10) {
      clock.nowMs += 10;
      both(at, at + 10);
    }
    clock.nowMs += 2_000;
    both(1_000, 3_000);
    const sounds = blocks.slice(5).map(({ left }) => left[0]);
    expect(sounds.length).toBeGreaterThan(290);
    expect(new Set(sounds)).toEqual(new Set([0.5]));
  });

  it('continues in silence and on time without any sound, and leaves out the time the computer slept', () => {
    const { mixer, clock, blocks } = rig();
    mixer.begin(0, clock.nowMs);
    for (let tick = 0; tick < 50; tick += 1) {
      clock.nowMs += 100;
      mixer.tick();
    }
    const made = blocks.length;
    expect(made).toBeGreaterThan(440);
    clock.nowMs += 3_600_000;
    mixer.tick();
    expect(blocks.length - made).toBeLessThan(5);
    expect((blocks.at(-1)?.timestampUs ?? 0) / 1_000).toBeGreaterThan(3_604_000);
  });

  it('fills the time of a stall of the whole browser with silence, in which sound was lost', () => {
    const { mixer, clock, blocks, timeOf } = rig();
    const input = mixer.add('other');
    const arrive = (from: number, to: number) => {
      for (let at = from; at < to; at += 10) {
        clock.nowMs += 10;
        input.push(chunk(at, steady(0.25)));
      }
    };
    arrive(0, 1_000);
    clock.nowMs += 20_000;
    mixer.tick();
    arrive(21_000, 22_000);
    // One block after the other, at its time: players play the last one when the picture is there.
    expect(blocks.length).toBeGreaterThan(2_190);
    expect(timeOf(blocks.length * 480)).toBeCloseTo(22_000, -2);
    expect(blocks.at(-1)?.left[0]).toBe(0.25);
  });

  it('drops what was captured before the recorder started, however late it arrives', () => {
    const { mixer, gate, clock, blocks } = rig();
    const input = mixer.add('other');
    const arrive = (from: number, to: number) => {
      for (let at = from; at < to; at += 10) input.push(chunk(at, steady(0.25)));
    };
    clock.nowMs += 10;
    arrive(0, 10);
    // The document is busy; the recorder starts 300 ms later, and then all that waited arrives.
    clock.nowMs += 300;
    gate.forgetPast(clock.nowMs);
    const before = blocks.length;
    arrive(10, 310);
    for (let at = 310; at < 1_000; at += 10) {
      clock.nowMs += 10;
      arrive(at, at + 10);
    }
    expect((blocks[before]?.timestampUs ?? 0) / 1_000).toBeGreaterThanOrEqual(309);
    expect((blocks[before]?.timestampUs ?? 0) / 1_000).toBeLessThan(325);
    expect(blocks.at(-1)?.left[0]).toBe(0.25);
  });

  it('knows whether sound from before a moment is still on its way', () => {
    const { mixer, clock } = rig();
    const input = mixer.add('other');
    expect(mixer.isBehind(clock.nowMs)).toBe(false);
    for (let at = 0; at < 100; at += 10) {
      clock.nowMs += 10;
      input.push(chunk(at, steady(0.25)));
    }
    expect(mixer.isBehind(clock.nowMs)).toBe(false);
    // Stop is pressed 200 ms later, and what was said until then arrives only after it.
    clock.nowMs += 200;
    const stopMs = clock.nowMs;
    expect(mixer.isBehind(stopMs)).toBe(true);
    for (let at = 100; at < 300; at += 10) {
      clock.nowMs += 1;
      input.push(chunk(at, steady(0.25)));
      expect(mixer.isBehind(stopMs)).toBe(at < 280);
    }
    // A source that brings nothing any more is not waited for.
    input.end();
    expect(mixer.isBehind(stopMs + 5_000)).toBe(false);
  });

  it('gives a recorder that started before the first sound silence', () => {
    const { mixer, gate, clock, blocks } = rig();
    const input = mixer.add('other');
    clock.nowMs += 500;
    gate.forgetPast(clock.nowMs);
    clock.nowMs += 1_500;
    input.push(chunk(2_000, steady(0.25)));
    for (let at = 2_010; at < 3_000; at += 10) {
      clock.nowMs += 10;
      input.push(chunk(at, steady(0.25)));
    }
    // From half a second on, one after the other.
    expect((blocks[0]?.timestampUs ?? 0) / 1_000).toBeGreaterThan(480);
    expect((blocks[0]?.timestampUs ?? 0) / 1_000).toBeLessThan(530);
    expect(blocks.length).toBeGreaterThan(240);
    expect([blocks[10]?.left[0], blocks.at(-1)?.left[0]]).toEqual([0, 0.25]);
  });

  it('mixes sounds of other sample rates', () => {
    for (const rate of [16_000, 44_100, 96_000]) {
      const { mixer, clock, all } = rig();
      const input = mixer.add('other');
      for (let at = 0; at < 1_000; at += 10) {
        clock.nowMs += 10;
        input.push(chunk(at, tone(500, 0.5), rate));
      }
      const sounds = all().subarray(4_800, 38_400);
      expect(rmsOf(sounds)).toBeCloseTo(0.5 / Math.SQRT2, 2);
      // It crosses zero 1,000 times a second, upwards or downwards.
      const crossings = sounds.reduce(
        (count, sample, index) => count + (sample >= 0 !== (sounds[index - 1] ?? sample) >= 0 ? 1 : 0),
        0,
      );
      expect(Math.abs(crossings - 700)).toBeLessThan(3);
    }
  });

  it('of two loud sounds never reaches full scale, and each alone stays unchanged', () => {
    const { mixer, clock, all } = rig();
    const [tab, microphone] = [mixer.add('other'), mixer.add('voice')];
    for (let at = 0; at < 2_000; at += 10) {
      clock.nowMs += 10;
      tab.push(chunk(at, tone(440, 0.99)));
      microphone.push(chunk(at, tone(1_000, at % 400 < 200 ? 0.99 : 0)));
    }
    expect(Math.max(...all().map(Math.abs))).toBeLessThanOrEqual(0.8401);
  });

  it('keeps a tab low that pauses for a second while someone speaks', () => {
    const { mixer, clock, blocks } = rig(12);
    const [tab, microphone] = [mixer.add('other'), mixer.add('voice')];
    for (let at = 0; at < 5_000; at += 10) {
      clock.nowMs += 10;
      // 100 ms each second.
      tab.push(chunk(at, steady(at % 1_000 < 100 ? 0.2 : 0)));
      microphone.push(chunk(at, tone(1_000, 0.4)));
    }
    const means = blocks.map(({ left }) => left.reduce((sum, sample) => sum + sample, 0) / left.length);
    // The limiter is 6 ms late.
    expect(Math.max(...means.slice(395, 415))).toBeLessThan(0.11);
    expect(Math.max(...means.slice(395, 415))).toBeGreaterThan(0.04);
  });

  it('puts a voice 12 dB above a tab while someone speaks, and leaves the tab unchanged otherwise', () => {
    const { mixer, clock, blocks } = rig(12);
    const [tab, microphone] = [mixer.add('other'), mixer.add('voice')];
    const play = (from: number, to: number, voice: number) => {
      for (let at = from; at < to; at += 10) {
        clock.nowMs += 10;
        tab.push(chunk(at, steady(0.2)));
        microphone.push(chunk(at, (ms) => tone(1_000, voice)(ms)));
      }
      return rmsOf(blocks.at(-1)?.left ?? new Float32Array(1));
    };
    expect(play(0, 1_000, 0)).toBeCloseTo(0.2, 3);
    play(1_000, 3_000, 0.4);
    const mean = (blocks.at(-1)?.left ?? new Float32Array(1)).reduce((sum, sample) => sum + sample, 0) / 480;
    expect(20 * Math.log10(0.4 / Math.SQRT2 / mean)).toBeCloseTo(12, 0);
    expect(play(3_000, 8_000, 0)).toBeCloseTo(0.2, 2);
  });
});
