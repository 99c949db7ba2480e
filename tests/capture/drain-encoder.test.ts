import { describe, expect, it } from 'vitest';
import { drainEncoder, EncoderPace } from '../../lib/capture/drain-encoder.ts';
import { FakeClock } from '../support/fake-clock.ts';

/** How long it takes when the encoder hands something over at these times after the pause. */
async function drain(quietMs: number, ...atMs: readonly number[]): Promise<number> {
  const clock = new FakeClock();
  const beganMs = clock.monotonicMs();
  const arrived = () => atMs.filter((at) => beganMs + at <= clock.monotonicMs()).map((at) => beganMs + at);
  const pace = {
    quietMs,
    get lastMs() {
      return arrived().at(-1) ?? null;
    },
  };
  let isPaused = false;
  const media = {
    state: 'recording' as const,
    pause: () => {
      isPaused = true;
    },
    requestData: () => expect(isPaused).toBe(true),
  };
  await clock.finish(drainEncoder(media, pace, clock), 60_000);
  return clock.monotonicMs() - beganMs;
}

describe('drainEncoder', () => {
  it('waits as long as pictures come, and a little longer', async () => {
    expect(await drain(100)).toBe(100);
    expect(await drain(100, 10)).toBe(150);
    expect(await drain(300, 200, 400, 600)).toBe(900);
  });

  it('counts what came before the pause as before it', async () => {
    expect(await drain(100, -500)).toBe(100);
  });

  it('waits for a second and a half at most', async () => {
    const always = Array.from({ length: 100 }, (_, index) => index * 50);
    expect(await drain(100, ...always)).toBe(1_500);
  });

  it('ends when the recorder has ended', async () => {
    const clock = new FakeClock();
    const media = { state: 'inactive' as const, pause: () => undefined, requestData: () => expect.unreachable() };
    await clock.finish(drainEncoder(media, { lastMs: null, quietMs: 100 }, clock), 60_000);
  });
});

describe('EncoderPace', () => {
  const paceOf = (everyMs: number, count = 40) => {
    const pace = new EncoderPace();
    for (let picture = 1; picture <= count; picture += 1) pace.note(picture * everyMs, picture);
    return pace;
  };

  it('waits for two pictures and a half, within limits', () => {
    expect(paceOf(100).quietMs).toBeCloseTo(250);
    expect(paceOf(33).quietMs).toBe(100);
    expect(paceOf(500).quietMs).toBe(600);
  });

  it('goes by the last seconds', () => {
    const pace = paceOf(33, 300);
    for (let picture = 0; picture < 40; picture += 1) pace.note(9_900 + picture * 200, 300 + picture);
    expect(pace.quietMs).toBeCloseTo(500);
  });

  it('waits a quarter of a second when pictures aren’t counted, or no more came', () => {
    const uncounted = paceOf(33);
    uncounted.note(2_000, null);
    const still = paceOf(33);
    for (let slice = 1; slice <= 10; slice += 1) still.note(1_320 + slice * 500, 40);
    expect([uncounted.quietMs, still.quietMs]).toEqual([250, 250]);
  });

  it('waits longer for an encoder that has hardly begun: many pictures may wait for it to open', () => {
    expect([new EncoderPace().quietMs, paceOf(33, 1).quietMs]).toEqual([600, 600]);
  });
});
