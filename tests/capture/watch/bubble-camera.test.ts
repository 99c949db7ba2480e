import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { BubbleCamera } from '../../../lib/capture/watch/bubble-camera.ts';
import { DEFAULT_BUBBLE } from '../../../lib/recording/bubble.ts';
import type { Message } from '../../../lib/recording/message.ts';
import { randomFrom } from '../../support/random-from.ts';
import { ScriptedTrack } from '../../support/scripted-media.ts';
import { named } from '../../support/scripted-microphones.ts';

const SCHEDULES = Number(process.env['SCHEDULES'] ?? 200);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

class Rig {
  readonly tracks: ScriptedTrack[] = [];
  readonly asked: (string | null)[] = [];
  readonly reported: (string | null)[] = [];
  shown: unknown = null;
  look: unknown = null;
  isThere = true;
  isForbidden = false;
  readonly camera = new BubbleCamera(this.#track(), null, DEFAULT_BUBBLE, {
    open: async (device) => {
      this.asked.push(device?.label ?? null);
      if (!this.isThere) throw new Error('There is none.');
      return this.#track(device?.label);
    },
    show: (track) => {
      this.shown = track;
    },
    setLook: (look) => {
      this.look = look;
    },
    isForbidden: async () => this.isForbidden,
    report: (what: Message | null) => {
      const id = what?.id ?? null;
      if (id !== (this.reported.at(-1) ?? null)) this.reported.push(id);
    },
  });

  #track(label = 'A camera'): MediaStreamTrack {
    const track = new ScriptedTrack('video', label);
    this.tracks.push(track);
    return track as unknown as MediaStreamTrack;
  }

  get last(): ScriptedTrack {
    return this.tracks.at(-1) as ScriptedTrack;
  }
}

it('turned off, is closed and not seen, without a warning; turned on, it is opened again where it stood', async () => {
  const rig = new Rig();
  rig.camera.place({ ...DEFAULT_BUBBLE, corner: 'topLeft' });
  rig.camera.setOn(false);
  expect([rig.last.stopped, rig.shown, rig.look]).toEqual([true, null, null]);
  rig.camera.setOn(true);
  await vi.advanceTimersByTimeAsync(0);
  expect(rig.shown).toBe(rig.last);
  expect([rig.tracks.length, rig.look, rig.reported]).toEqual([2, { ...DEFAULT_BUBBLE, corner: 'topLeft' }, []]);
});

it('is exchanged for another one that is open by then, and that one is opened again later', async () => {
  const rig = new Rig();
  const [first] = rig.tracks;
  await rig.camera.choose(named('Other'));
  expect([first?.stopped, rig.shown === rig.last, rig.camera.state.name]).toEqual([true, true, 'Other']);
  expect([rig.look, rig.reported]).toEqual([DEFAULT_BUBBLE, []]);
  rig.camera.setOn(false);
  rig.camera.setOn(true);
  await vi.advanceTimersByTimeAsync(0);
  expect([rig.asked, rig.tracks.filter(({ stopped }) => !stopped).length]).toEqual([['Other', 'Other'], 1]);
});

it('stays where another one does not open, and is not exchanged while it is off', async () => {
  const rig = new Rig();
  rig.isThere = false;
  await expect(rig.camera.choose(named('Other'))).rejects.toThrow('There is none.');
  expect([rig.shown === rig.last, rig.last.stopped, rig.camera.state.name]).toEqual([true, false, 'A camera']);
  rig.isThere = true;
  rig.camera.setOn(false);
  await rig.camera.choose(named('Other'));
  expect([rig.tracks.length, rig.shown]).toEqual([1, null]);
  rig.camera.setOn(true);
  await vi.advanceTimersByTimeAsync(0);
  expect(rig.camera.state.name).toBe('Other');
});

it('that is lost takes only itself away, with a warning, and comes back', async () => {
  const rig = new Rig();
  rig.isThere = false;
  rig.last.end();
  await vi.advanceTimersByTimeAsync(5_000);
  expect([rig.shown, rig.look, rig.reported]).toEqual([null, null, ['capture.bubbleGone']]);
  rig.isThere = true;
  await vi.advanceTimersByTimeAsync(2_000);
  expect(rig.shown).toBe(rig.last);
  expect([rig.look, rig.reported]).toEqual([DEFAULT_BUBBLE, ['capture.bubbleGone', null]]);
});

it('that is forbidden says so', async () => {
  const rig = new Rig();
  Object.assign(rig, { isThere: false, isForbidden: true });
  rig.last.end();
  await vi.advanceTimersByTimeAsync(0);
  expect(rig.reported[0]).toBe('capture.bubbleRevoked');
});

it('whatever happens, one camera at most is open, and it is the one that is seen; closed, none is', async () => {
  for (let seed = 1; seed <= SCHEDULES; seed += 1) {
    const random = randomFrom(seed);
    const rig = new Rig();
    const events: (() => void)[] = [
      () => rig.camera.setOn(random() < 0.5),
      () => rig.last.end(),
      () => {
        rig.isThere = random() < 0.5;
      },
      () => rig.camera.place({ ...DEFAULT_BUBBLE, size: random() < 0.5 ? 'small' : 'large' }),
    ];
    for (let step = 0; step < 30; step += 1) {
      events[Math.floor(random() * events.length)]?.();
      await vi.advanceTimersByTimeAsync(random() < 0.5 ? 0 : 3_000);
      const open = rig.tracks.filter(({ stopped, readyState }) => !stopped && readyState === 'live');
      expect(open.length, `seed ${seed}`).toBeLessThanOrEqual(1);
      if (rig.shown !== null) expect(rig.shown, `seed ${seed}`).toBe(rig.last);
    }
    // All is well again within seconds.
    rig.isThere = true;
    rig.camera.setOn(true);
    await vi.advanceTimersByTimeAsync(5_000);
    expect([rig.shown, rig.look], `seed ${seed}`).toEqual([rig.last, rig.camera.state.bubble]);
    rig.camera.close();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(rig.tracks.filter(({ stopped, readyState }) => !stopped && readyState === 'live')).toEqual([]);
    expect(vi.getTimerCount(), `seed ${seed}`).toBe(0);
  }
});
