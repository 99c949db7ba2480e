import { describe, expect, it } from 'vitest';
import { idsIn } from '../../../lib/recording/message.ts';
import { type Fate, LiveRig } from '../../support/live-rig.ts';

/** The first calls of this name go as they are listed, and the others well. */
function fates(name: string, ...listed: Fate[]): (call: string) => Fate {
  let count = 0;
  return (call) => (call === name ? (listed[count++] ?? 'well') : 'well');
}

async function recording(fateOf: (call: string) => Fate, slices = 3) {
  const rig = new LiveRig();
  const live = await rig.start();
  rig.calls.length = 0;
  rig.fateOf = fateOf;
  for (let count = 0; count < slices; count += 1) rig.slice();
  return { rig, live };
}

describe('a live recording whose engine dies', () => {
  it.each<[string, Fate]>([
    ['before it has kept a slice', 'dies'],
    ['after it has kept a slice, before it said so', 'dies when done'],
  ])('goes on with another one, with every slice once: %s', async (_when, how) => {
    const { rig, live } = await recording(fates('append', 'well', how));
    await rig.during(live.finish(null), 5_000);
    expect(rig.disk).toEqual([0, 1, 2, 3]);
    expect(rig.calls.filter((call) => call === 'failOver')).toHaveLength(1);
    expect(rig.sealed?.problem).toBeNull();
    expect(rig.ended).toEqual([null]);
  });

  it.each<[string, (call: string) => Fate]>([
    ['the second one dies over the same slice', fates('append', 'dies', 'dies')],
    ['another one opens at the second try only', twoOf(fates('append', 'dies'), fates('open', 'fails'))],
    ['the second one dies during the failover', twoOf(fates('append', 'dies'), fates('failOver', 'dies'))],
    ['the second one dies before it has heard that it runs', twoOf(fates('append', 'dies'), fates('started', 'dies'))],
  ])('goes on when %s', async (_when, fateOf) => {
    const { rig, live } = await recording(fateOf);
    await rig.during(live.finish(null), 5_000);
    expect(rig.disk).toEqual([0, 1, 2, 3]);
    expect(rig.ended).toEqual([null]);
  });

  it('tells the next engine that the recorder runs and whether it is paused: the dead one may not have saved it', async () => {
    const { rig, live } = await recording(() => 'well', 1);
    await rig.during(live.pause(), 1_000);
    rig.fateOf = fates('resume', 'dies');
    const before = rig.calls.length;
    await rig.during(live.resume(), 5_000);
    expect(rig.calls.slice(before)).toEqual([
      'recorder resumes',
      'resume dies',
      'open',
      'failOver',
      'started',
      'resume',
      'resume',
    ]);
    rig.fateOf = fates('pause', 'dies');
    await rig.during(live.pause(), 5_000);
    expect(rig.calls.slice(-5)).toEqual(['open', 'failOver', 'started', 'pause', 'pause']);
  });

  it('has it replaced in a pause, too: the upload would stand still', async () => {
    const { rig, live } = await recording(fates('append', 'well', 'dies'), 2);
    await rig.during(live.pause(), 5_000);
    expect(rig.calls).toContain('failOver');
    expect(rig.disk).toEqual([0, 1]);
  });

  it('is sealed by another one when it dies over the seal', async () => {
    const { rig, live } = await recording(fates('seal', 'dies'), 1);
    await rig.during(live.finish(null), 5_000);
    expect(rig.disk).toEqual([0, 1]);
    expect(rig.sealed?.problem).toBeNull();
    expect(rig.ended).toEqual([null]);
  });

  it('ends when what was kept is not there any more: a hole would not play', async () => {
    const { rig, live } = await recording(fates('append', 'well', 'dies'), 2);
    await rig.clock.advance(0);
    rig.disk.length = 0;
    rig.diskBytes = 0;
    await rig.clock.runUntil(() => rig.ended.length > 0, 60_000);
    await live.finish(null);
    expect(idsIn(rig.sealed?.problem ?? null)).toContain('engine.partMissing');
    expect(rig.disk).toEqual([]);
  });

  it('reports it when bytes on disk are gone, even if no slice follows', async () => {
    const { rig, live } = await recording(() => 'well', 1);
    await rig.clock.advance(0);
    rig.lastSliceBytes = 0;
    rig.disk.length = 0;
    rig.diskBytes = 0;
    rig.fateOf = fates('seal', 'dies');
    await live.finish(null).catch(() => undefined);
    expect(String(rig.ended[0])).toContain('engine.partMissing');
    expect(rig.sealed).toBeNull();
  });
});

function twoOf(first: (call: string) => Fate, second: (call: string) => Fate): (call: string) => Fate {
  return (call) => {
    const fate = first(call);
    return fate === 'well' ? second(call) : fate;
  };
}
