import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { watchSourceSound } from '../../../lib/capture/watch/sound-watch.ts';
import type { Message } from '../../../lib/recording/message.ts';
import { ScriptedStream, ScriptedTrack } from '../../support/scripted-media.ts';

const ENDED = { id: 'capture.tabSoundEnded' };
const STILL = { id: 'capture.tabSoundStill' };

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A watched sound, of which pieces arrive only when the test lets them. `surface`: what was chosen in the picker; null: a tab. */
class Rig {
  readonly track = new ScriptedTrack('audio');
  readonly picture = new ScriptedTrack('video');
  readonly reported: (Message | null)[] = [];
  surface: string | null;
  arrived = 0;
  readonly close: () => void;

  constructor(surface: string | null = null) {
    this.surface = surface;
    Object.assign(this.picture, { getSettings: () => ({ displaySurface: this.surface ?? undefined }) });
    this.close = watchSourceSound(new ScriptedStream([this.picture, this.track]).asStream(), {
      isTab: surface === null,
      arrived: () => this.arrived,
      report: (what) => void this.reported.push(what),
    });
  }

  /** Sound flows for some seconds: two pieces a second are enough to see it. */
  async flow(seconds: number): Promise<void> {
    for (let half = 0; half < 2 * seconds; half += 1) {
      this.arrived += 1;
      await vi.advanceTimersByTimeAsync(500);
    }
  }
}

it('reports that a source’s sound ended, but not when the source closed', async () => {
  const cases = [
    { surface: null, isClosed: false, reported: [ENDED] },
    { surface: null, isClosed: true, reported: [] },
    { surface: 'browser', isClosed: false, reported: [ENDED] },
    { surface: 'monitor', isClosed: false, reported: [{ id: 'capture.screenSoundEnded' }] },
  ];
  for (const { surface, isClosed, reported } of cases) {
    const rig = new Rig(surface);
    rig.track.end();
    // The picture ends with it, and the recording is closed.
    if (isClosed) rig.close();
    // What has ended delivers nothing: once is enough.
    await vi.advanceTimersByTimeAsync(20_000);
    expect(rig.reported).toEqual(reported);
  }
});

it('reports that a tab’s sound no longer arrives, and that it flows again, each time', async () => {
  for (const surface of [null, 'browser']) {
    const rig = new Rig(surface);
    await rig.flow(60);
    await vi.advanceTimersByTimeAsync(4_000);
    await rig.flow(1);
    await vi.advanceTimersByTimeAsync(4_000);
    expect(rig.reported).toEqual([]);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(rig.reported).toEqual([STILL]);
    await rig.flow(1);
    expect(rig.reported).toEqual([STILL, null]);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(rig.reported).toEqual([STILL, null, STILL]);
    // A process that hung may die.
    rig.track.end();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(rig.reported).toEqual([STILL, null, STILL, ENDED]);
  }
});

it('says nothing of a screen from which no sound arrives: none need arrive while nothing plays', async () => {
  const rig = new Rig('monitor');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(rig.reported).toEqual([]);
  // Another surface was chosen in the browser's bar.
  rig.surface = 'browser';
  await vi.advanceTimersByTimeAsync(5_000);
  expect(rig.reported).toEqual([STILL]);
  rig.surface = 'window';
  await vi.advanceTimersByTimeAsync(500);
  expect(rig.reported).toEqual([STILL, null]);
});

it('says nothing after it is closed', async () => {
  const rig = new Rig();
  rig.close();
  await vi.advanceTimersByTimeAsync(20_000);
  expect(rig.reported).toEqual([]);
});
