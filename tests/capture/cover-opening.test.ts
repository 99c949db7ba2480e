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
    expect(await covering).toBe(true);
    expect(done).toEqual([`pause ${at(50)}`, `none ${at(50)}`, `all ${at(630)}`, `resume ${at(630)}`]);
  });

  test('the first picture may take its time, as long as the recorder hasn’t started', async () => {
    const { clock, media, done, picture, stats, hasStarted, starts, at } = rig();
    const covering = coverOpening(media, picture, hasStarted, clock);
    await clock.advance(2_000);
    stats.deliveredFrames += 1;
    await clock.advance(600);
    starts();
    expect(await covering).toBe(true);
    expect(done.filter((step) => !/all|none/.test(step))).toEqual([`pause ${at(2_020)}`, `resume ${at(2_600)}`]);
  });

  test('if the encoder may not have been there yet, it gets another picture; it continues in any case', async () => {
    const { clock, media, done, picture, stats, hasStarted, at } = rig();
    const covering = coverOpening(media, picture, hasStarted, clock);
    for (let pictures = 0; pictures < 200; pictures += 1) {
      stats.deliveredFrames += 1;
      await clock.advance(50);
    }
    expect(await covering).toBe(true);
    const tries = [20, 1_570, 3_120, 4_670];
    expect(done).toEqual(
      tries.flatMap((ms) => [`pause ${at(ms)}`, `none ${at(ms)}`, `all ${at(ms + 1_500)}`, `resume ${at(ms + 1_500)}`]),
    );
    expect(media.state).toBe('recording');
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
    expect(await Promise.all([covering, late, ending])).toEqual([false, false, false]);
    expect([silent.done, started.done, uncounted.done, stopped.done]).toEqual([[], [], [], []]);
  });
});
