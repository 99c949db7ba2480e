import { describe, expect, it } from 'vitest';
import { CaptureError } from '../../../lib/capture/capture-error.ts';
import { type Fate, LiveRig } from '../../support/live-rig.ts';
import { text } from '../../support/text.ts';

/** The first call of this name goes as it says. */
function fateOnce(name: string, fate: Fate): (call: string) => Fate {
  let count = 0;
  return (call) => (call === name && count++ === 0 ? fate : 'well');
}

describe('startLive', () => {
  it('seals only behind the last slice, which comes while the recorder stops', async () => {
    const rig = new LiveRig();
    const live = await rig.start();
    rig.slice();
    await rig.during(Promise.all([live.finish(null), live.finish({ id: 'recorder.lost' })]), 1_000);
    expect(rig.isCaptureClosed).toBe(true);
    expect(rig.calls).toEqual(['open', 'create', 'started', 'append', 'append', 'seal']);
    expect(rig.sealed?.problem).toBeNull();
    expect(rig.ended).toEqual([null]);
  });

  it('stops the recorder only when the sound of up to Stop has come, or takes too long', async () => {
    for (const takesMs of [300, 60_000]) {
      const rig = new LiveRig();
      const live = await rig.start();
      rig.catchUp = async () => {
        await rig.clock.wait(takesMs, new AbortController().signal);
        return true;
      };
      const stopping = live.finish(null);
      await rig.clock.advance(290);
      expect(rig.isCaptureClosed).toBe(false);
      await rig.during(stopping, 2_000);
      expect(rig.isCaptureClosed).toBe(true);
      expect(rig.sealed?.problem).toBeNull();
      expect(rig.logs.some(({ id }) => id === 'recorder.soundLate')).toBe(takesMs > 1_000);
    }
  });

  it('reports every slice that is on disk, so the browser can free its bytes', async () => {
    const rig = new LiveRig();
    const live = await rig.start();
    rig.slice(5);
    await rig.during(live.finish(null), 1_000);
    expect(rig.droppedBytes).toBe(6);
    expect(rig.waitingBytes).toBe(0);
  });

  it('says when it has ended, too, that the browser stood still', async () => {
    const rig = new LiveRig();
    const live = await rig.start();
    rig.slice();
    live.stoodStill({ id: 'recorder.stoodStill', silentMs: 6_000 });
    live.stoodStill({ id: 'recorder.stoodStill', silentMs: 13_000 });
    await rig.during(live.finish(null), 1_000);
    expect(rig.sealed?.problem).toEqual({ id: 'recorder.stoodStill', silentMs: 13_000 });
  });

  it('says when it has ended, too, that there is no picture for a long time at the beginning', async () => {
    const rig = new LiveRig();
    const live = await rig.start();
    rig.slice();
    expect(live.openingGapMs).toBeNull();
    rig.openingGapMs = 6_200;
    await rig.during(live.finish(null), 1_000);
    expect(rig.sealed?.problem).toEqual({ id: 'recorder.pictureHoleAtFirst', silentMs: 6_000 });
  });

  describe('with an encoder that is far behind at Stop', () => {
    /** It has given a picture for 8 of 10 seconds; the recorder was given pictures up to the end. */
    const overloaded = async () => {
      const rig = new LiveRig();
      const live = await rig.start();
      rig.given = 7;
      rig.slice();
      await rig.clock.advance(10_000);
      rig.given = 70;
      rig.ends = { pictureMs: 2_100, soundMs: 9_900 };
      return { rig, live };
    };
    const MISSING = { id: 'recorder.pictureEndMissing', silentMs: 8_000 };

    it('says that the end of the picture is missing', async () => {
      const { rig, live } = await overloaded();
      await rig.during(live.finish(null), 1_000);
      expect(rig.sealed?.problem).toEqual(MISSING);
    });

    it('does not say so of a tab that has crashed: that is noticed late', async () => {
      const { rig, live } = await overloaded();
      await rig.during(live.finish({ id: 'capture.tabCrashed' }), 1_000);
      expect(rig.sealed?.problem).toEqual({ id: 'capture.tabCrashed' });
    });

    it('says it beside the reason for which it ends, and where there is no sound', async () => {
      const { rig, live } = await overloaded();
      rig.ends = { pictureMs: 2_000, soundMs: null };
      await rig.during(live.finish({ id: 'capture.tabClosed' }), 1_000);
      expect(rig.sealed?.problem).toEqual({ id: 'several', messages: [{ id: 'capture.tabClosed' }, MISSING] });
    });

    it('says nothing of it where another part continues', async () => {
      const { rig, live } = await overloaded();
      await rig.during(live.finish({ id: 'recorder.endedByDisk' }), 1_000);
      expect(rig.sealed?.problem).toEqual({ id: 'recorder.endedByDisk' });
      const other = await overloaded();
      other.live.recorderBroke();
      await other.rig.during(other.live.finish({ id: 'recorder.endedBySilence' }), 1_000);
      expect(other.rig.sealed?.problem).toEqual({ id: 'recorder.endedBySilence' });
    });

    it('says nothing in a pause, where it had time for what it still had', async () => {
      const { rig, live } = await overloaded();
      await rig.during(live.pause(), 1_000);
      rig.slice();
      rig.ends = { pictureMs: 9_960, soundMs: 9_900 };
      rig.given = 99;
      await rig.clock.advance(60_000);
      await rig.during(live.finish(null), 1_000);
      expect(rig.sealed?.problem).toBeNull();
    });

    it('says in a pause, too, what is still missing, but not that it has no picture of the pause', async () => {
      const { rig, live } = await overloaded();
      await rig.during(live.pause(), 1_000);
      rig.given = 99;
      await rig.clock.advance(60_000);
      rig.slice();
      await rig.during(live.finish(null), 1_000);
      expect(rig.sealed?.problem).toEqual(MISSING);
    });

    it('says nothing if the source gave no more pictures, or if its end cannot be read in time', async () => {
      const still = await overloaded();
      still.rig.given = 7;
      await still.rig.during(still.live.finish(null), 1_000);
      expect(still.rig.sealed?.problem).toBeNull();
      const unread = await overloaded();
      unread.rig.ends = 'hangs';
      await unread.rig.during(unread.live.finish(null), 1_000);
      expect(unread.rig.sealed?.problem).toBeNull();
    });
  });

  it('stops and seals with the reason when the disk refuses, and writes nothing after the gap', async () => {
    const rig = new LiveRig();
    await rig.start();
    let appends = 0;
    rig.fateOf = (call) => (call === 'append' && appends++ === 1 ? 'fails' : 'well');
    for (let n = 0; n < 3; n += 1) rig.slice();
    await rig.clock.runUntil(() => rig.ended.length > 0, 5_000);
    expect(rig.disk).toEqual([0]);
    expect(rig.sealed?.problem).toMatchObject({ messages: [text('The disk is full.'), { id: 'recorder.lostAtEnd' }] });
  });

  it('is as long as what is on disk when the disk refuses the rest', async () => {
    const rig = new LiveRig();
    await rig.start();
    const startedAtMs = rig.clock.now();
    let appends = 0;
    rig.fateOf = (call) => (call === 'append' && appends++ === 2 ? 'fails' : 'well');
    rig.recorderStop = 'hangs';
    for (let second = 0; second < 4; second += 1) {
      await rig.clock.advance(1_000);
      rig.slice();
    }
    await rig.clock.runUntil(() => rig.ended.length > 0, 10_000);
    expect([rig.disk, (rig.sealed?.atMs ?? 0) - startedAtMs]).toEqual([[0, 1], 2_000]);
  });

  it('leaves out what the recorder hands over when the recording has its length', async () => {
    const rig = new LiveRig();
    const live = await rig.start();
    await rig.during(live.finish(null), 1_000);
    rig.slice();
    await rig.clock.advance(1_000);
    expect(rig.calls.at(-1)).toBe('seal');
    expect(rig.disk).toEqual([0]);
  });

  it('keeps what comes before it is known that the recorder runs, behind the news of that', async () => {
    const rig = new LiveRig();
    rig.onStart = () => rig.slice();
    const live = await rig.start();
    await rig.during(live.finish(null), 1_000);
    expect(rig.calls).toEqual(['open', 'create', 'started', 'append', 'append', 'seal']);
  });

  it('says why when the picture ended before the recorder began', async () => {
    const rig = new LiveRig();
    rig.onStart = ({ ended }) => ended({ id: 'capture.tabClosed' });
    await expect(rig.start()).rejects.toThrow('capture.tabClosed');
    expect(rig.isCaptureClosed).toBe(true);
    expect(rig.calls.at(-1)).toBe('fail capture.tabClosed');
  });

  it('answers a pause within five seconds when the engine does not, and pauses it later', async () => {
    const rig = new LiveRig();
    const live = await rig.start();
    let pauses = 0;
    rig.fateOf = (call) => (call === 'pause' && pauses++ === 0 ? 'hangs' : 'well');
    await rig.during(live.pause(), 5_000);
    expect(rig.calls).toContain('recorder pauses');
    await rig.clock.advance(60_000);
    expect(rig.calls.at(-1)).toBe('pause');
  });

  it('misses nothing while the engine takes its time to begin', async () => {
    const rig = new LiveRig();
    rig.fateOf = (call) => (call === 'create' ? 'hangs' : 'well');
    const starting = rig.start();
    await rig.clock.advance(3_000);
    rig.slice();
    rig.slice();
    rig.fateOf = () => 'well';
    const live = await starting;
    // Its time began with the recorder.
    expect(live.timeline.recordedMs).toBeGreaterThanOrEqual(3_000);
    await rig.during(live.finish(null), 1_000);
    expect(rig.disk).toEqual([0, 1, 2]);
  });

  it('stops the recorder when the engine refuses', async () => {
    const rig = new LiveRig();
    rig.fateOf = (call) => (call === 'create' ? 'fails' : 'well');
    await expect(rig.start()).rejects.toThrow('The disk is full.');
    expect(rig.handedBytes).toBe(rig.lastSliceBytes);
  });

  it('pauses and ends as if the clock was not set meanwhile, and the computer did not sleep', async () => {
    for (const jumpMs of [3_600_000, -3_600_000]) {
      const rig = new LiveRig();
      const live = await rig.start();
      const startedAtMs = rig.clock.now() - live.timeline.recordedMs;
      rig.clock.jump(jumpMs);
      await rig.clock.advance(2_000);
      await rig.during(live.pause(), 1_000);
      const pausedMs = (live.ordered?.atMs ?? 0) - startedAtMs;
      expect(pausedMs).toBeGreaterThanOrEqual(2_000);
      expect(pausedMs).toBeLessThan(3_000);
      await rig.during(live.finish(null), 1_000);
      expect((rig.sealed?.atMs ?? 0) - startedAtMs).toBeGreaterThanOrEqual(2_000);
      expect((rig.sealed?.atMs ?? 0) - startedAtMs).toBeLessThan(5_000);
    }
  });

  it('sets a marker at the time that is recorded, without pauses and whatever the clock on the wall says', async () => {
    const rig = new LiveRig();
    const live = await rig.start();
    await rig.clock.advance(2_000);
    await rig.during(live.mark(), 1_000);
    rig.clock.jump(3_600_000);
    await rig.clock.advance(1_000);
    await rig.during(live.pause(), 1_000);
    await rig.clock.advance(5_000);
    await rig.during(live.mark(), 1_000);
    await rig.during(live.resume(), 1_000);
    await rig.clock.advance(500);
    await rig.during(live.mark(), 1_000);
    expect(rig.markersMs).toEqual([2_000, 3_000, 3_500]);
    await rig.during(live.finish(null), 1_000);
    await live.mark();
    expect(live.timeline.markersMs).toHaveLength(3);
  });

  it('gives its markers to the next engine after a failover', async () => {
    const rig = new LiveRig();
    const live = await rig.start();
    await rig.clock.advance(1_000);
    rig.fateOf = fateOnce('setMarkers', 'dies');
    await rig.during(live.mark(), 30_000);
    expect(rig.markersMs).toEqual([1_000]);
    // An engine after a failover that was never asked for markers itself.
    rig.markersMs = [];
    rig.fateOf = fateOnce('append', 'dies');
    rig.slice();
    await rig.clock.advance(30_000);
    expect(live.timeline.markersMs).toEqual([1_000]);
    expect(rig.markersMs).toEqual([1_000]);
  });

  it('closes the capture when the engine refuses, and leaves no recording behind', async () => {
    const rig = new LiveRig();
    rig.fateOf = (call) => (call === 'create' ? 'fails' : 'well');
    await expect(rig.start()).rejects.toThrow('The disk is full.');
    expect(rig.isCaptureClosed).toBe(true);
    expect(rig.calls).toEqual(['open', 'create fails']);
  });

  it('gives up a capture that doesn’t open in time, and closes what did open', async () => {
    const rig = new LiveRig();
    rig.captureFault = 'hangs';
    await expect(rig.start()).rejects.toThrow('capture.notOpened');
    expect(rig.captureSignal?.aborted).toBe(true);
  });

  it('marks the recording as failed when the capture does not open', async () => {
    const rig = new LiveRig();
    rig.captureFault = new Error('No tab.');
    await expect(rig.start()).rejects.toThrow('No tab.');
    expect(rig.calls).toEqual(['open', 'create', 'fail text']);
  });

  it.each([
    ['starts', new CaptureError('no-format', { id: 'capture.noFormat' }), 'capture.noFormat'],
    ['comes to its start', 'hangs' as const, 'capture.recorderNotStarted'],
  ])('closes the capture and marks the recording as failed when no recorder %s', async (_what, fault, id) => {
    const rig = new LiveRig();
    rig.recorderFault = fault;
    await expect(rig.start()).rejects.toThrow(id);
    expect(rig.isCaptureClosed).toBe(true);
    expect(rig.calls.at(-1)).toBe(`fail ${id}`);
  });
});
