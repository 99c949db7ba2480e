import { describe, expect, test } from 'vitest';
import { coverOpening, type Flow } from '../../lib/capture/cover-opening.ts';
import { FakeClock } from '../support/fake-clock.ts';

function rig() {
  const clock = new FakeClock();
  const done: string[] = [];
  const media = {
    state: 'recording' as RecordingState,
    pause: () => {
      media.state = 'paused';
      done.push(`pause ${clock.monotonicMs()}`);
    },
    resume: () => {
      media.state = 'recording';
      done.push(`resume ${clock.monotonicMs()}`);
    },
  };
  const stats = { deliveredFrames: 7 };
  const { promise: hasStarted, resolve: starts } = Promise.withResolvers<void>();
  const from = clock.monotonicMs();
  const at = (ms: number) => from + ms;
  const picture = {
    given: () => stats.deliveredFrames,
    setFlow: (flow: Flow) => void done.push(`${flow} ${clock.monotonicMs()}`),
  };
  return { clock, media, done, picture, stats, hasStarted, starts, at };
}

describe('while the encoder opens', () => {
  test('the recorder pauses behind its first picture, gets no more, and continues when that is encoded', async () => {
    const { clock, media, done, picture, stats, hasStarted, starts, at } = rig();
    const covering = coverOpening(media, picture, hasStarted, clock);
    await clock.advance(30);
    expect(done).toEqual([]);
    stats.deliveredFrames += 1;
    await clock.advance(600);
    starts();
    expect(await covering).toBe(at(630));
    expect(done).toEqual([`pause ${at(50)}`, `none ${at(50)}`, `all ${at(630)}`, `resume ${at(630)}`]);
  });

  test('the first picture may take its time, as long as the recorder hasn’t started', async () => {
    const { clock, media, done, picture, stats, hasStarted, starts, at } = rig();
    const covering = coverOpening(media, picture, hasStarted, clock);
    await clock.advance(2_000);
    stats.deliveredFrames += 1;
    await clock.advance(600);
    starts();
    expect(await covering).toBe(at(2_600));
    expect(done.filter((step) => !/all|none/.test(step))).toEqual([`pause ${at(2_020)}`, `resume ${at(2_600)}`]);
  });

  test('if the encoder may not have been there yet, it gets another picture; it continues in any case', async () => {
    const { clock, media, done, picture, stats, hasStarted, at } = rig();
    const covering = coverOpening(media, picture, hasStarted, clock);
    for (let pictures = 0; pictures < 200; pictures += 1) {
      stats.deliveredFrames += 1;
      await clock.advance(50);
    }
    // What came in between is recorded: it began with the first picture.
    expect(await covering).toBe(at(20));
    const tries = [20, 2_570, 5_120];
    expect(done).toEqual(
      tries.flatMap((ms) => [`pause ${at(ms)}`, `none ${at(ms)}`, `all ${at(ms + 2_500)}`, `resume ${at(ms + 2_500)}`]),
    );
    expect(media.state).toBe('recording');
  });

  test('if it starts in the second pause, that pause is left out, and all before it is recorded', async () => {
    const { clock, media, picture, stats, hasStarted, starts, at } = rig();
    const covering = coverOpening(media, picture, hasStarted, clock);
    for (let pictures = 0; pictures < 60; pictures += 1) {
      stats.deliveredFrames += 1;
      await clock.advance(50);
    }
    starts();
    // Paused from 20 to 2,520 ms, and from 2,570 to 3,000.
    expect(await covering).toBe(at(20) + 430);
  });

  test('nothing is paused where no picture comes, or none are counted, or the recorder has stopped', async () => {
    const silent = rig();
    const covering = coverOpening(silent.media, silent.picture, silent.hasStarted, silent.clock);
    await silent.clock.advance(40_000);
    const started = rig();
    const late = coverOpening(started.media, started.picture, started.hasStarted, started.clock);
    started.starts();
    await started.clock.advance(10);
    started.stats.deliveredFrames += 1;
    await started.clock.advance(10);
    const uncounted = rig();
    await coverOpening(
      uncounted.media,
      { ...uncounted.picture, given: () => null },
      uncounted.hasStarted,
      uncounted.clock,
    );
    const stopped = rig();
    const ending = coverOpening(stopped.media, stopped.picture, stopped.hasStarted, stopped.clock);
    stopped.stats.deliveredFrames += 1;
    stopped.media.state = 'inactive';
    await stopped.clock.advance(30);
    expect(await Promise.all([covering, late, ending])).toEqual([null, null, null]);
    expect([silent.done, started.done, uncounted.done, stopped.done]).toEqual([[], [], [], []]);
  });
});
