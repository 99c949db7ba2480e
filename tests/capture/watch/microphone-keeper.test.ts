import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { named, ScriptedMicrophones } from '../../support/scripted-microphones.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const later = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const GONE = { id: 'capture.microphoneGone' };

describe('a microphone that is gone', () => {
  it('is reported at once, and recorded again as soon as the browser reports its return', async () => {
    const rig = new ScriptedMicrophones();
    rig.connected = [];
    rig.unplug('Built-in');
    expect(rig.reported.at(-1)).toEqual(GONE);
    await later(60_000);
    expect(rig.names).toEqual([]);
    rig.plug('Built-in');
    await later(0);
    expect(rig.names).toEqual(['Built-in']);
    expect(rig.reported.at(-1)).toBeNull();
  });

  it('is tried every ten seconds if the browser reports nothing', async () => {
    const rig = new ScriptedMicrophones();
    rig.connected = [];
    rig.unplug('Built-in', false);
    await later(20_000);
    rig.plug('Built-in', false);
    await later(10_000);
    expect(rig.names).toEqual(['Built-in']);
    expect(rig.reported.at(-1)).toBeNull();
  });

  it('is replaced by another one, naming both, until it is back', async () => {
    const rig = new ScriptedMicrophones(named('Headset'));
    rig.unplug('Headset');
    await later(0);
    expect(rig.names).toEqual(['Built-in']);
    expect(rig.reported.at(-1)).toEqual({ id: 'capture.microphoneReplaced', wantedName: 'Headset', name: 'Built-in' });
    rig.plug('Mouse');
    await later(0);
    expect(rig.names).toEqual(['Built-in']);
    rig.plug('Headset');
    await later(0);
    expect(rig.names).toEqual(['Headset']);
    expect(rig.reported.at(-1)).toBeNull();
    expect(rig.open).toBe(1);
  });

  it('whose permission is revoked isn’t called gone, and is recorded again when allowed again', async () => {
    const rig = new ScriptedMicrophones();
    rig.isForbidden = true;
    rig.track.end();
    await later(0);
    expect(rig.reported.at(-1)).toEqual({ id: 'capture.microphoneRevoked' });
    rig.isForbidden = false;
    await later(10_000);
    expect(rig.reported.at(-1)).toBeNull();
  });

  it('before the watch began is reported, and opened again', async () => {
    const rig = new ScriptedMicrophones();
    rig.whileOpening = () => {
      rig.whileOpening = () => undefined;
      rig.track.readyState = 'ended';
    };
    await rig.keeper.choose(named('Headset'));
    await later(0);
    expect(rig.reported).toContainEqual(GONE);
    expect([rig.names, rig.open]).toEqual([['Headset'], 1]);
  });

  it('is tried again when opening it hangs', async () => {
    const rig = new ScriptedMicrophones();
    rig.isHanging = true;
    rig.track.end();
    await later(14_000);
    expect(rig.reported.at(-1)).toEqual(GONE);
    rig.isHanging = false;
    await later(4_000);
    expect(rig.names).toEqual(['Built-in']);
  });
});

describe('another microphone', () => {
  it('is recorded before the previous one is dropped, and muted if that was', async () => {
    const rig = new ScriptedMicrophones();
    rig.isStill = true;
    rig.keeper.setMuted(true);
    const choosing = rig.keeper.choose(named('Headset'));
    await later(100);
    expect([rig.names, [...rig.recorded.values()]]).toEqual([
      ['Built-in', 'Headset'],
      [0, 0],
    ]);
    rig.keeper.setMuted(false);
    expect([...rig.recorded.values()]).toEqual([1, 1]);
    await later(1_000);
    await choosing;
    expect([rig.names, rig.open]).toEqual([['Headset'], 1]);
    expect(rig.keeper.state).toEqual({ name: 'Headset', isMuted: false });
  });

  it('that doesn’t open leaves the previous one, and says why', async () => {
    const rig = new ScriptedMicrophones();
    rig.isHanging = true;
    const choosing = expect(rig.keeper.choose(named('Headset'))).rejects.toThrow('capture.microphoneInUse');
    await later(15_000);
    await choosing;
    expect(rig.names).toEqual(['Built-in']);
    rig.unplug('Built-in');
    rig.isHanging = false;
    await later(0);
    // What was chosen last and opened is what is kept: the default.
    expect([rig.names, rig.reported.at(-1)]).toEqual([['Headset'], null]);
  });

  it('chosen while another one opens is the one recorded', async () => {
    const rig = new ScriptedMicrophones();
    rig.connected.push('Third');
    await Promise.all([rig.keeper.choose(named('Headset')), rig.keeper.choose(named('Third'))]);
    await later(0);
    expect([rig.names, rig.open]).toEqual([['Third'], 1]);
  });
});

describe('another microphone that is chosen while one that was missing comes back', () => {
  const rigWithoutHeadset = async () => {
    const rig = new ScriptedMicrophones(named('Headset'));
    rig.connected.push('Third');
    rig.unplug('Headset');
    await later(0);
    expect(rig.names).toEqual(['Built-in']);
    return rig;
  };

  it('is the one recorded', async () => {
    const rig = await rigWithoutHeadset();
    rig.whileOpening = () => {
      rig.whileOpening = () => undefined;
      rig.plug('Headset');
    };
    await rig.keeper.choose(named('Third'));
    await later(0);
    expect([rig.names, rig.open, rig.reported.at(-1)]).toEqual([['Third'], 1, null]);
  });

  it('and doesn’t open, leaves the one that came back', async () => {
    const rig = await rigWithoutHeadset();
    rig.isHanging = true;
    const choosing = expect(rig.keeper.choose(named('Third'))).rejects.toThrow('capture.microphoneInUse');
    rig.isHanging = false;
    rig.plug('Headset');
    await later(15_000);
    await choosing;
    expect([rig.names, rig.open, rig.reported.at(-1)]).toEqual([['Headset'], 1, null]);
  });
});

it('is tried again after a choice that failed while an older one hung', async () => {
  const rig = new ScriptedMicrophones();
  rig.isHanging = true;
  rig.track.end();
  await later(0);
  const hung = rig.keeper.choose(named('Headset'));
  hung.catch(() => undefined);
  rig.isHanging = false;
  rig.isForbidden = true;
  await expect(rig.keeper.choose(named('Headset'))).rejects.toThrow();
  rig.isForbidden = false;
  await later(60_000);
  expect([rig.recorded.size, rig.open]).toEqual([1, 1]);
});

describe('what is wrong with it is reported', () => {
  it('when the system mutes it, until it is unmuted', () => {
    const rig = new ScriptedMicrophones();
    rig.track.mute(true);
    expect(rig.reported.at(-1)).toEqual({ id: 'capture.microphoneMuted' });
    rig.track.mute(false);
    expect(rig.reported.at(-1)).toBeNull();
  });

  it('after ten silent seconds, until there is sound; from then on it may be silent', async () => {
    const rig = new ScriptedMicrophones();
    rig.peak = 0;
    await later(9_900);
    expect(rig.reported.at(-1)).toBeNull();
    await later(100);
    expect(rig.reported.at(-1)).toEqual({ id: 'capture.microphoneSilent' });
    rig.peak = 0.001;
    await later(500);
    expect(rig.reported.at(-1)).toBeNull();
    rig.peak = 0;
    await later(60_000);
    expect(rig.reported.at(-1)).toBeNull();
  });

  it('when it delivers nothing, not even silence, until it does; not while it’s muted', async () => {
    const rig = new ScriptedMicrophones();
    await later(20_000);
    rig.hasStalled = true;
    rig.peak = 0;
    await later(4_900);
    expect(rig.reported.at(-1)).toBeNull();
    await later(600);
    expect(rig.reported.at(-1)).toEqual({ id: 'capture.microphoneStill' });
    rig.keeper.setMuted(true);
    expect(rig.reported.at(-1)).toBeNull();
    rig.keeper.setMuted(false);
    await later(6_000);
    expect(rig.reported.at(-1)).toEqual({ id: 'capture.microphoneStill' });
    rig.hasStalled = false;
    await later(500);
    expect(rig.reported.at(-1)).toBeNull();
  });

  it('but not that it is silent while you muted it', async () => {
    const rig = new ScriptedMicrophones();
    rig.peak = 0;
    rig.keeper.setMuted(true);
    await later(60_000);
    expect(rig.reported.at(-1)).toBeNull();
    rig.keeper.setMuted(false);
    await later(9_000);
    expect(rig.reported.at(-1)).toBeNull();
    await later(1_000);
    expect(rig.reported.at(-1)).toEqual({ id: 'capture.microphoneSilent' });
  });

  it('when it clips repeatedly, until it no longer does', async () => {
    const rig = new ScriptedMicrophones();
    rig.peak = 1;
    await later(1_500);
    expect(rig.reported.at(-1)).toBeNull();
    await later(500);
    expect(rig.reported.at(-1)).toEqual({ id: 'capture.microphoneClips' });
    rig.peak = 0.5;
    await later(10_000);
    expect(rig.reported.at(-1)).toBeNull();
  });

  it('when it doesn’t look like a microphone', () => {
    const rig = new ScriptedMicrophones(null, 'Monitor of Built-in Audio');
    expect(rig.reported.at(-1)).toEqual({ id: 'capture.microphoneWrong', name: 'Monitor of Built-in Audio' });
  });
});

it('is released at the end, with everything that listened to it; one that opens too late is closed', async () => {
  const rig = new ScriptedMicrophones();
  rig.whileOpening = () => rig.keeper.close();
  await rig.keeper.choose(named('Headset'));
  rig.plug('Third');
  await later(60_000);
  expect([rig.open, rig.listeners, rig.opened.length, vi.getTimerCount()]).toEqual([0, 0, 2, 0]);
});

const event = fc.oneof(
  fc.record({ kind: fc.constant('unplug' as const), label: fc.constantFrom('Built-in', 'Headset', 'Third') }),
  fc.record({ kind: fc.constant('plug' as const), label: fc.constantFrom('Built-in', 'Headset', 'Third') }),
  fc.record({ kind: fc.constant('choose' as const), label: fc.constantFrom('Built-in', 'Headset', 'Third', null) }),
  fc.record({ kind: fc.constantFrom('mute' as const, 'unmute' as const, 'forbid' as const, 'allow' as const) }),
  fc.record({ kind: fc.constantFrom('hang' as const, 'answer' as const, 'dies' as const) }),
);

it('whatever happens to devices, exactly one is recorded if there is one, the chosen one if possible, or its loss is reported', async () => {
  const schedule = fc.array(fc.tuple(event, fc.nat({ max: 3_000 }), fc.boolean()), { maxLength: 25 });
  await fc.assert(
    fc.asyncProperty(schedule, async (events) => {
      vi.clearAllTimers();
      const rig = new ScriptedMicrophones();
      let chosen: string | null = null;
      let isMuted = false;
      for (const [{ kind, ...about }, waitMs, isHeardOf] of events) {
        const label = 'label' in about ? about.label : null;
        if (kind === 'unplug') rig.unplug(label ?? '', isHeardOf);
        if (kind === 'plug') rig.plug(label ?? '', isHeardOf);
        if (kind === 'choose') {
          const wanted = label;
          rig.keeper.choose(wanted === null ? null : named(wanted)).then(
            () => {
              chosen = wanted;
            },
            () => undefined,
          );
        }
        if (kind === 'mute' || kind === 'unmute') {
          isMuted = kind === 'mute';
          rig.keeper.setMuted(isMuted);
        }
        if (kind === 'forbid' || kind === 'allow') rig.isForbidden = kind === 'forbid';
        if (kind === 'hang' || kind === 'answer') rig.isHanging = kind === 'hang';
        if (kind === 'dies' && rig.track.readyState === 'live') rig.track.end();
        await later(waitMs);
        expect(rig.recorded.size).toBeLessThanOrEqual(2);
      }
      rig.isHanging = false;
      rig.isForbidden = false;
      await later(60_000);
      const isAny = rig.connected.length > 0;
      expect([rig.recorded.size, rig.open, rig.listeners]).toEqual(isAny ? [1, 1, 1] : [0, 0, 0]);
      expect(rig.keeper.state.isMuted).toBe(isMuted);
      if (isAny) expect([...rig.recorded.values()]).toEqual([isMuted ? 0 : 1]);
      else expect(rig.reported.at(-1)).toMatchObject({ id: expect.stringMatching(/microphone(Gone|Revoked)$/) });
      // One that came back unheard of is taken when the browser says that something changed.
      rig.plug('Mouse');
      await later(20_000);
      const isThere = chosen !== null && rig.connected.includes(chosen);
      if (isThere) expect(rig.names).toEqual([chosen]);
      rig.keeper.close();
      expect([rig.open, rig.listeners]).toEqual([0, 0]);
    }),
    { numRuns: Number(process.env['SCHEDULES'] ?? 200) },
  );
}, 120_000);
