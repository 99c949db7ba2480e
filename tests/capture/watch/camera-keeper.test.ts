import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CaptureError } from '../../../lib/capture/capture-error.ts';
import { CameraKeeper } from '../../../lib/capture/watch/camera-keeper.ts';
import type { OpenedDevice } from '../../../lib/capture/watch/device-keeper.ts';
import { type Bubble, DEFAULT_BUBBLE } from '../../../lib/recording/bubble.ts';
import type { DeviceChoice } from '../../../lib/recording/capture-choices.ts';
import type { Message } from '../../../lib/recording/message.ts';
import { randomFrom } from '../../support/random-from.ts';
import { ScriptedStream, ScriptedTrack } from '../../support/scripted-media.ts';
import { named } from '../../support/scripted-microphones.ts';

const SCHEDULES = Number(process.env['SCHEDULES'] ?? 200);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const later = (ms: number) => vi.advanceTimersByTimeAsync(ms);

/** A computer with cameras, and the one that is kept. */
class Rig {
  /** Those that are connected, the default one first. */
  connected: string[] = ['Built-in', 'Other'];
  isForbidden = false;
  readonly tracks: ScriptedTrack[] = [];
  readonly asked: (string | null)[] = [];
  readonly reported: (string | null)[] = [];
  shown: unknown = null;
  look: unknown = null;
  readonly camera: CameraKeeper;
  #changed = new Set<() => void>();

  constructor(bubble: Bubble | null = DEFAULT_BUBBLE, choice: DeviceChoice | null = null) {
    this.camera = new CameraKeeper(this.#make(choice?.label ?? 'Built-in', false), choice, bubble, {
      open: async (device) => {
        this.asked.push(device?.label ?? null);
        const [first] = this.connected;
        if (first === undefined || this.isForbidden)
          throw new CaptureError('no-device', { id: 'capture.cameraMissing' });
        const isThere = device !== null && this.connected.includes(device.label);
        return this.#make(isThere ? device.label : first, device !== null && !isThere);
      },
      isThere: async ({ label }) => this.connected.includes(label),
      onDevicesChanged: (callback) => {
        this.#changed.add(callback);
        return () => this.#changed.delete(callback);
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
  }

  unplug(label: string, isHeardOf = true): void {
    this.connected = this.connected.filter((other) => other !== label);
    for (const track of this.open) if (track.label === label) track.end();
    if (isHeardOf) this.#change();
  }

  plug(label: string, isHeardOf = true): void {
    if (!this.connected.includes(label)) this.connected.push(label);
    if (isHeardOf) this.#change();
  }

  get last(): ScriptedTrack {
    return this.tracks.at(-1) as ScriptedTrack;
  }

  get open(): readonly ScriptedTrack[] {
    return this.tracks.filter(({ readyState }) => readyState === 'live');
  }

  #change(): void {
    for (const callback of [...this.#changed]) callback();
  }

  #make(name: string, isOther: boolean): OpenedDevice {
    const track = new ScriptedTrack('video', name);
    this.tracks.push(track);
    return { stream: new ScriptedStream([track]).asStream(), name, isOther };
  }
}

describe('a camera over another picture', () => {
  it('is closed and hidden without a warning when turned off, and opened in the same place when turned on', async () => {
    const rig = new Rig();
    rig.camera.place({ ...DEFAULT_BUBBLE, corner: 'topLeft' });
    rig.camera.setOn(false);
    expect([rig.last.stopped, rig.shown, rig.look]).toEqual([true, null, null]);
    rig.camera.setOn(true);
    await later(0);
    expect(rig.shown).toBe(rig.last);
    expect([rig.tracks.length, rig.look, rig.reported]).toEqual([2, { ...DEFAULT_BUBBLE, corner: 'topLeft' }, []]);
  });

  it('is replaced only once the next one is open, and that one is the one reopened later', async () => {
    const rig = new Rig();
    const [first] = rig.tracks;
    await rig.camera.choose(named('Other'));
    expect([first?.stopped, rig.shown === rig.last, rig.camera.state.name]).toEqual([true, true, 'Other']);
    expect([rig.look, rig.reported]).toEqual([DEFAULT_BUBBLE, []]);
    rig.camera.setOn(false);
    rig.camera.setOn(true);
    await later(0);
    expect([rig.asked, rig.open.length]).toEqual([['Other', 'Other'], 1]);
  });

  it('stays if the next one doesn’t open, and isn’t replaced while it’s off', async () => {
    const rig = new Rig();
    rig.isForbidden = true;
    await expect(rig.camera.choose(named('Other'))).rejects.toThrow('capture.cameraMissing');
    expect([rig.shown === rig.last, rig.last.stopped, rig.camera.state.name]).toEqual([true, false, 'Built-in']);
    rig.isForbidden = false;
    rig.camera.setOn(false);
    await rig.camera.choose(named('Other'));
    expect([rig.tracks.length, rig.shown]).toEqual([1, null]);
    rig.camera.setOn(true);
    await later(0);
    expect(rig.camera.state.name).toBe('Other');
  });

  it('turned off while another one opens: what was chosen last is opened when it’s turned on', async () => {
    const rig = new Rig();
    rig.connected.push('Third');
    void rig.camera.choose(named('Third'));
    const choosing = rig.camera.choose(named('Other'));
    rig.camera.setOn(false);
    await choosing;
    expect([rig.shown, rig.open]).toEqual([null, []]);
    rig.camera.setOn(true);
    await later(0);
    expect([rig.camera.state.name, rig.open.length, rig.reported]).toEqual(['Other', 1, []]);
  });

  it('turned off while another one opens, which is gone when it’s turned on, is replaced, naming both', async () => {
    const rig = new Rig();
    const choosing = rig.camera.choose(named('Other'));
    rig.camera.setOn(false);
    await choosing;
    rig.unplug('Other');
    rig.camera.setOn(true);
    await later(0);
    expect([rig.camera.state.name, rig.reported]).toEqual(['Built-in', ['capture.cameraReplaced']]);
  });

  it('turned off after a choice that failed, is the one before when it’s turned on', async () => {
    const rig = new Rig();
    rig.isForbidden = true;
    await expect(rig.camera.choose(named('Other'))).rejects.toThrow('capture.cameraMissing');
    rig.isForbidden = false;
    rig.camera.setOn(false);
    rig.camera.setOn(true);
    await later(0);
    expect([rig.camera.state.name, rig.reported]).toEqual(['Built-in', []]);
  });

  it('that is unplugged disappears alone, is reported at once, and is back when plugged in again', async () => {
    const rig = new Rig();
    rig.connected = [];
    rig.unplug('Built-in');
    expect([rig.shown, rig.look, rig.reported]).toEqual([null, null, ['capture.bubbleGone']]);
    await later(60_000);
    rig.plug('Built-in');
    await later(0);
    expect(rig.shown).toBe(rig.last);
    expect([rig.look, rig.reported]).toEqual([DEFAULT_BUBBLE, ['capture.bubbleGone', null]]);
  });

  it('is tried every ten seconds if the browser reports nothing', async () => {
    const rig = new Rig();
    rig.connected = [];
    rig.unplug('Built-in', false);
    await later(20_000);
    rig.plug('Built-in', false);
    await later(10_000);
    expect([rig.open.length, rig.reported.at(-1)]).toEqual([1, null]);
  });

  it('is replaced by another one, naming both, until it is back', async () => {
    const rig = new Rig(DEFAULT_BUBBLE, named('Other'));
    rig.unplug('Other');
    await later(0);
    expect([rig.camera.state.name, rig.reported.at(-1)]).toEqual(['Built-in', 'capture.cameraReplaced']);
    rig.plug('Other');
    await later(0);
    expect([rig.camera.state.name, rig.reported.at(-1), rig.open.length]).toEqual(['Other', null, 1]);
  });

  it('that is missing when turned on is reported, and opened once it’s there', async () => {
    const rig = new Rig();
    rig.camera.setOn(false);
    rig.connected = [];
    rig.camera.setOn(true);
    await later(5_000);
    expect([rig.shown, rig.reported]).toEqual([null, ['capture.bubbleGone']]);
    rig.plug('Built-in');
    await later(0);
    expect([rig.shown === rig.last, rig.look, rig.reported.at(-1)]).toEqual([true, DEFAULT_BUBBLE, null]);
  });

  it('that is forbidden, or turned off by its own switch, is reported', async () => {
    const rig = new Rig();
    rig.last.mute(true);
    expect(rig.reported).toEqual(['capture.bubbleMuted']);
    rig.last.mute(false);
    rig.isForbidden = true;
    rig.last.end();
    await later(0);
    expect(rig.reported.slice(1)).toEqual([null, 'capture.bubbleGone', 'capture.bubbleRevoked']);
  });
});

it('an unplugged camera on its own is reported, and nothing replaces it in the picture until one is there', async () => {
  const rig = new Rig(null);
  expect(rig.camera.state).toEqual({ name: 'Built-in', isOn: true, bubble: null });
  rig.connected = [];
  rig.unplug('Built-in');
  expect([rig.shown, rig.reported]).toEqual([null, ['capture.cameraGone']]);
  rig.plug('Other');
  await later(0);
  expect([rig.shown === rig.last, rig.camera.state.name, rig.reported.at(-1)]).toEqual([true, 'Other', null]);
});

it('whatever happens, at most one camera is open, and it’s the one shown; after close, none is', async () => {
  for (let seed = 1; seed <= SCHEDULES; seed += 1) {
    const random = randomFrom(seed);
    const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
    const rig = new Rig(random() < 0.5 ? null : DEFAULT_BUBBLE, random() < 0.5 ? null : named('Other'));
    const device = () => pick(['Built-in', 'Other', 'Third']);
    const events: (() => void)[] = [
      () => rig.camera.setOn(random() < 0.5),
      () => rig.last.end(),
      () => rig.unplug(device(), random() < 0.5),
      () => rig.plug(device(), random() < 0.5),
      () => {
        rig.isForbidden = random() < 0.3;
      },
      () => rig.camera.place({ ...DEFAULT_BUBBLE, size: random() < 0.5 ? 'small' : 'large' }),
      () => void rig.camera.choose(pick([null, named(device())])).catch(() => undefined),
    ];
    for (let step = 0; step < 30; step += 1) {
      pick(events)();
      await later(random() < 0.5 ? 0 : 3_000);
      expect(rig.open.length, `seed ${seed}`).toBeLessThanOrEqual(1);
      const shown = rig.shown as ScriptedTrack | null;
      if (shown !== null) expect(shown, `seed ${seed}`).toBe(rig.open[0]);
    }
    // All is well again within seconds.
    rig.isForbidden = false;
    rig.camera.setOn(true);
    rig.plug('Built-in');
    await later(15_000);
    expect([rig.shown, rig.look], `seed ${seed}`).toEqual([rig.open[0], rig.camera.state.bubble]);
    expect(rig.open, `seed ${seed}`).toHaveLength(1);
    rig.camera.close();
    await later(15_000);
    expect(rig.open).toEqual([]);
    expect(vi.getTimerCount(), `seed ${seed}`).toBe(0);
  }
});
