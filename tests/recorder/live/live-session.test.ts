import { expect, it } from 'vitest';
import type { LiveRecording } from '../../../lib/recorder/live/live-recording.ts';
import { LiveSession } from '../../../lib/recorder/live/live-session.ts';
import { LiveWarnings } from '../../../lib/recorder/live/live-warnings.ts';
import { Part } from '../../../lib/recorder/live/part.ts';
import { Timeline } from '../../../lib/recorder/live/timeline.ts';
import { aRecording } from '../../support/a-recording.ts';
import { REQUEST } from '../../support/live-rig.ts';

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** A session that runs, and whose recorder was last asked for `ordered`. */
async function session(nowMs = () => 0) {
  const recording: Pick<Mutable<LiveRecording>, 'ordered' | 'timeline'> = {
    ordered: null,
    timeline: new Timeline(() => 0, nowMs),
  };
  const start = async () => recording as LiveRecording;
  const live = new LiveSession(REQUEST, new Part(null), new LiveWarnings(() => undefined), 0, start);
  await live.starting;
  const order = (state: 'recording' | 'paused', atMs: number): void => {
    recording.ordered = { state, atMs };
  };
  return { live, order };
}

it('shows a pause and its end as the recorder obeyed them, whatever its engine says yet', async () => {
  const { live, order } = await session();
  const running = aRecording({ state: 'recording', elapsed: { recordedMs: 0, runningSinceMs: 1_000 } });
  expect(live.shown(running)).toMatchObject({ state: 'recording', elapsed: running.elapsed });
  order('paused', 4_000);
  const paused = live.shown(running);
  expect(paused).toMatchObject({ state: 'paused', elapsed: { recordedMs: 3_000, runningSinceMs: null } });
  order('recording', 9_000);
  expect(live.shown(paused)).toMatchObject({
    state: 'recording',
    elapsed: { recordedMs: 3_000, runningSinceMs: 9_000 },
  });
});

it('shows the time recorded, however the clock is set meanwhile', async () => {
  for (const jumpMs of [3_600_000, -3_600_000]) {
    let nowMs = 5_000;
    const { live } = await session(() => nowMs);
    nowMs += jumpMs;
    const running = aRecording({ state: 'recording', elapsed: { recordedMs: 0, runningSinceMs: 1_000 } });
    expect(live.shown(running).elapsed).toEqual({ recordedMs: 0, runningSinceMs: 1_000 + jumpMs });
  }
});

it('shows no pause of what is sealed, or does not run yet', async () => {
  const { live, order } = await session();
  order('paused', 4_000);
  expect(live.shown(aRecording({ state: 'finishing' })).state).toBe('finishing');
  expect(live.shown(aRecording({ state: 'preparing' })).state).toBe('preparing');
});

it('tells the next engine where it was ordered to go last, unless a living engine refused that', async () => {
  const { live } = await session();
  const target = () => live.known(null).recording.target;
  const [first, second] = [{ uploadUrl: 'https://x.test/1' }, { uploadUrl: 'https://x.test/2' }];
  const ofFirst = live.aim(first);
  expect(target()).toEqual(first);
  const ofSecond = live.aim(second);
  ofFirst.takeBack();
  expect(target()).toEqual(second);
  ofSecond.takeBack();
  expect(target()).toEqual(REQUEST.recording.target);
  live.aim({ unknown: true });
  expect(target()).toEqual({ unknown: true });
});
