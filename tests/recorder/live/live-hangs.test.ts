import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MIB } from '../../../lib/base/byte-units.ts';
import { idsIn } from '../../../lib/recording/message.ts';
import { type Fate, LiveRig } from '../../support/live-rig.ts';

const STOP_MS = 5_000;
/** For engines that fail one after the other, with longer patience each time. */
const LONG_MS = 60 * 60_000;

const fate: fc.Arbitrary<Fate> = fc.oneof(
  { weight: 10, arbitrary: fc.constant<Fate>('well') },
  {
    weight: 6,
    arbitrary: fc.constantFrom<Fate>('hangs', 'hangs when done', 'dies', 'dies when done', 'late', 'cannot read'),
  },
);

const schedule = fc.record({
  /** How the calls go, one after the other; all others go well. */
  fates: fc.array(fate, { maxLength: 14 }),
  /** Milliseconds before each slice, or a pause and its end. */
  steps: fc.array(
    fc.record({
      afterMs: fc.constantFrom(0, 1, 500, 500, 3_000, 20_000),
      kind: fc.constantFrom('slice' as const, 'slice' as const, 'slice' as const, 'pause' as const, 'resume' as const),
      bytes: fc.constantFrom(1, 1_000, MIB, 20 * MIB),
    }),
    { maxLength: 12 },
  ),
  stopAfterMs: fc.constantFrom(0, 1, 900, 30_000),
  recorderStop: fc.constantFrom('well' as const, 'well' as const, 'hangs' as const, 'fails' as const),
  readHangs: fc.boolean(),
});

describe('whatever hangs, dies or answers late', () => {
  it('every slice is on disk once, in its order, and Stop is answered within five seconds', {
    timeout: 120_000,
  }, async () => {
    const numRuns = Math.ceil(Number(process.env['SCHEDULES'] ?? 20_000) / 10);
    const property = fc.asyncProperty(schedule, async ({ fates, steps, stopAfterMs, recorderStop, readHangs }) => {
      const rig = new LiveRig();
      const live = await rig.start();
      let call = 0;
      rig.fateOf = () => fates[call++] ?? 'well';
      rig.recorderStop = recorderStop;
      rig.readHangs = readHangs;
      const asked: Promise<void>[] = [];
      for (const { afterMs, kind, bytes } of steps) {
        await rig.clock.advance(afterMs);
        if (kind === 'slice') rig.slice(bytes);
        else asked.push(kind === 'pause' ? live.pause() : live.resume());
      }
      await rig.clock.advance(stopAfterMs);
      const stop = live.finish(null);
      expect(live.finish({ id: 'recorder.lost' })).toBe(stop);
      expect(rig.stoppingAtMs).toBe(rig.clock.now());
      await rig.during(stop, STOP_MS);
      // Whatever is not sealed by then is said, and held.
      expect(rig.sealed !== null || rig.held.length > 0).toBe(true);
      await rig.clock.runUntil(() => rig.ended.length > 0, LONG_MS);
      await rig.during(Promise.all(asked), STOP_MS);
      if (rig.sealed?.problem === null) {
        expect(rig.disk).toEqual(rig.handed);
        expect(rig.diskBytes).toBe(rig.handedBytes);
      } else {
        // For more than a minute nobody could read a slice: then it may be lost, and that is said.
        expect(readHangs).toBe(true);
        expect(idsIn(rig.sealed?.problem ?? null).join()).toMatch(/recorder\.lost/);
      }
      expect(rig.waitingBytes).toBe(0);
      expect(rig.isCaptureClosed).toBe(true);
    });
    await fc.assert(property, { numRuns });
  });

  it.each<[string, Fate]>([
    ['hangs over a slice', 'hangs'],
    ['hangs when it has kept it', 'hangs when done'],
    ['dies over it', 'dies'],
    ['dies when it has kept it', 'dies when done'],
  ])('it is sealed within five seconds of Stop when the engine %s', async (_what, first) => {
    const rig = new LiveRig();
    const live = await rig.start();
    let appends = 0;
    rig.fateOf = (call) => (call === 'append' && appends++ === 1 ? first : 'well');
    for (let n = 0; n < 3; n += 1) rig.slice();
    await rig.clock.advance(200);
    await rig.during(live.finish(null), STOP_MS);
    expect(rig.disk).toEqual([0, 1, 2, 3]);
    expect(rig.sealed).toMatchObject({ problem: null });
    expect(rig.held).toEqual([]);
  });

  it.each(['hangs', 'dies', 'late'] as const)('it is sealed within five seconds when the seal %s', async (first) => {
    const rig = new LiveRig();
    const live = await rig.start();
    let seals = 0;
    rig.fateOf = (call) => (call === 'seal' && seals++ === 0 ? first : 'well');
    rig.slice();
    await rig.during(live.finish(null), STOP_MS);
    await rig.clock.runUntil(() => rig.ended.length > 0, LONG_MS);
    expect(rig.disk).toEqual([0, 1]);
    expect(rig.sealed).not.toBeNull();
  });

  it('gives an engine that has hung for a while when Stop is pressed no second more', async () => {
    const rig = new LiveRig();
    const live = await rig.start();
    let appends = 0;
    rig.fateOf = (call) => (call === 'append' && appends++ === 0 ? 'hangs' : 'well');
    rig.slice();
    await rig.clock.advance(2_000);
    // The browser takes two seconds to end it.
    await rig.during(live.finish(null), 2_500);
    expect(rig.disk).toEqual([0, 1]);
    expect(rig.sealed).not.toBeNull();
  });

  it('is sealed within three seconds when the recorder does not come to its end', async () => {
    const rig = new LiveRig();
    const live = await rig.start();
    rig.recorderStop = 'hangs';
    rig.slice();
    await rig.during(live.finish(null), 3_000);
    expect(rig.disk).toEqual([0]);
    expect(rig.sealed).not.toBeNull();
  });

  it.each<[string, Fate]>([
    ['create', 'hangs'],
    ['open', 'hangs'],
    ['open', 'fails'],
  ])('starts another engine when the first one’s %s %s', async (first, how) => {
    const rig = new LiveRig();
    let calls = 0;
    rig.fateOf = (call) => (call === first && calls++ === 0 ? how : 'well');
    const live = await rig.start();
    rig.slice();
    await rig.during(live.finish(null), STOP_MS);
    expect(rig.disk).toEqual([0, 1]);
  });

  it('ends by itself at 256 MiB that wait, says why, and writes them when an engine answers', async () => {
    const rig = new LiveRig();
    const live = await rig.start();
    let isBroken = true;
    rig.fateOf = (call) => (isBroken && call === 'append' ? 'hangs' : 'well');
    rig.readHangs = true;
    const slices = 100;
    for (let n = 0; n < slices && rig.stoppingAtMs === null; n += 1) {
      rig.slice(4 * MIB);
      await rig.clock.advance(500);
    }
    expect(rig.stoppingAtMs).not.toBeNull();
    expect(rig.mostWaitingBytes).toBeLessThan(257 * MIB);
    await rig.during(live.finish(null), STOP_MS);
    expect(rig.held).toContainEqual({ id: 'recorder.notSealed' });
    isBroken = false;
    await rig.clock.runUntil(() => rig.ended.length > 0, LONG_MS);
    expect(rig.disk).toEqual(rig.handed);
    expect(rig.sealed?.problem).toEqual({ id: 'recorder.tooMuchWaits', limitBytes: 256 * MIB });
  });

  it('ends by itself sooner when another recording holds memory, too', async () => {
    const rig = new LiveRig();
    const live = await rig.start();
    rig.waitingElsewhereBytes = 200 * MIB;
    rig.fateOf = (call) => (call === 'append' ? 'hangs' : 'well');
    rig.slice(55 * MIB);
    expect(rig.stoppingAtMs).toBeNull();
    rig.slice(MIB);
    expect(rig.stoppingAtMs).not.toBeNull();
    await rig.during(live.finish(null), STOP_MS);
  });

  it.each([
    ['zeros', 'video/webm;codecs=vp9'],
    ['free box', 'video/mp4;codecs=avc1'],
  ])('puts %s in the place of a slice of %s that nobody can read, goes on, and says so', async (filler, mimeType) => {
    const rig = new LiveRig();
    rig.mimeType = mimeType;
    const live = await rig.start();
    rig.slice();
    await rig.clock.advance(500);
    rig.fateOf = (call) => (call === 'append' ? 'cannot read' : 'well');
    rig.readFails = true;
    rig.slice(700);
    await rig.clock.advance(20_000);
    expect(rig.calls.filter((call) => call === 'append cannot read')).toHaveLength(5);
    rig.fateOf = () => 'well';
    rig.readFails = false;
    rig.slice(2_000);
    await rig.during(live.finish(null), STOP_MS);
    expect(rig.disk).toEqual([0, filler, 2, 3]);
    expect(rig.diskBytes).toBe(rig.handedBytes);
    expect(rig.sealed?.problem).toEqual({ id: 'recorder.lostWithin', lostBytes: 700 });
  });

  it('ends with all that came before when several slices in a row cannot be read, and says how much is missing', async () => {
    const rig = new LiveRig();
    await rig.start();
    rig.slice();
    await rig.clock.advance(500);
    rig.fateOf = (call) => (call === 'append' ? 'cannot read' : 'well');
    rig.readFails = true;
    for (let n = 0; n < 3; n += 1) rig.slice(10_000);
    await rig.clock.runUntil(() => rig.ended.length > 0, 20_000);
    expect(rig.disk).toEqual([0]);
    expect(idsIn(rig.sealed?.problem ?? null)).toEqual(['several', 'engine.sliceUnreadable', 'recorder.lostAtEnd']);
  });

  it('seals what is there a minute or two after Stop when every way to read the last slices hangs', async () => {
    const rig = new LiveRig();
    const live = await rig.start();
    rig.slice(1_000);
    await rig.clock.advance(500);
    rig.readHangs = true;
    rig.fateOf = (call) => (call === 'append' ? 'hangs' : 'well');
    for (let n = 0; n < 4; n += 1) rig.slice(1_000_000);
    const stopping = live.finish(null);
    await rig.during(stopping, STOP_MS);
    expect(rig.held).toHaveLength(1);
    await rig.clock.advance(50_000);
    expect(rig.ended).toEqual([]);
    await rig.clock.runUntil(() => rig.ended.length > 0, 120_000);
    expect(rig.disk).toEqual([0]);
    expect(idsIn(rig.sealed?.problem ?? null)).toContain('recorder.lostAtEnd');
  });

  it('never gives up what it could read, however long the disk hangs', async () => {
    const rig = new LiveRig();
    const live = await rig.start();
    let isBroken = true;
    rig.fateOf = (call) => (isBroken && call === 'append' ? 'hangs' : 'well');
    for (let n = 0; n < 4; n += 1) rig.slice();
    await rig.during(live.finish(null), STOP_MS);
    await rig.clock.advance(30 * 60_000);
    expect(rig.ended).toEqual([]);
    isBroken = false;
    await rig.clock.runUntil(() => rig.ended.length > 0, LONG_MS);
    expect(rig.disk).toEqual(rig.handed);
    expect(rig.sealed?.problem).toBeNull();
  });

  it('knows whether it waits for the data of a slice or for the disk', async () => {
    const rig = new LiveRig();
    const live = await rig.start();
    const waits = async (fate: Fate, readHangs: boolean) => {
      let appends = 0;
      rig.fateOf = (call) => (call === 'append' && appends++ < 3 ? fate : 'well');
      rig.readHangs = readHangs;
      rig.slice();
      await rig.clock.advance(9_000);
      const { waitingBytes, cannotRead } = live.flow;
      rig.readHangs = false;
      await rig.clock.advance(120_000);
      expect(live.flow).toMatchObject({ waitingBytes: 0, cannotRead: false });
      return waitingBytes > 0 ? cannotRead : 'nothing waits';
    };
    expect(await waits('cannot read', true)).toBe(true);
    expect(await waits('hangs', false)).toBe(false);
    await rig.during(live.finish(null), STOP_MS);
  });

  it('keeps a slice that can be read after some refusals', async () => {
    const rig = new LiveRig();
    const live = await rig.start();
    let appends = 0;
    rig.fateOf = (call) => (call === 'append' && appends++ < 3 ? 'cannot read' : 'well');
    rig.readFails = true;
    rig.slice();
    await rig.during(live.finish(null), STOP_MS);
    expect(rig.disk).toEqual([0, 1]);
    expect(rig.sealed?.problem).toBeNull();
  });

  it('continues after any number of deaths', async () => {
    const rig = new LiveRig();
    const live = await rig.start();
    let calls = 0;
    rig.fateOf = (call) => (call === 'append' && calls++ % 2 === 0 ? 'dies' : 'well');
    for (let n = 0; n < 8; n += 1) {
      rig.slice();
      await rig.clock.advance(60 * 60_000);
    }
    expect(rig.disk).toHaveLength(8);
    expect(rig.stoppingAtMs).toBeNull();
    await rig.during(live.finish(null), STOP_MS);
  });

  it('does not start one engine after the other without a pause', async () => {
    const rig = new LiveRig();
    await rig.start();
    rig.fateOf = (call) => (call === 'append' ? 'dies' : 'well');
    rig.slice();
    await rig.clock.advance(60_000);
    expect(rig.calls.filter((call) => call === 'failOver').length).toBeLessThan(12);
  });
});
