import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CameraWatch, PICTURE_ENDED, watchPicture } from '../../../lib/capture/watch/picture-watch.ts';
import type { Message } from '../../../lib/recording/message.ts';
import type { TabCondition } from '../../../lib/recording/source.ts';

/** A video track whose pictures a test counts. */
class Track extends EventTarget {
  muted = false;
  readyState: MediaStreamTrackState = 'live';
  /** Undefined in a browser that does not count them. */
  stats: { deliveredFrames: number } | undefined = { deliveredFrames: 0 };

  mute(muted: boolean): void {
    this.muted = muted;
    this.dispatchEvent(new Event(muted ? 'mute' : 'unmute'));
  }

  end(): void {
    this.readyState = 'ended';
    this.dispatchEvent(new Event('ended'));
  }
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function rig(source: 'tab' | 'camera', track = new Track()) {
  const world = { condition: 'there' as TabCondition, isForbidden: false, looks: 0 };
  const warnings: (Message | null)[] = [];
  const endings: Message[] = [];
  const { ended, close } = watchPicture(track as never, {
    source,
    lookAtTab: async () => {
      world.looks += 1;
      return world.condition;
    },
    isForbidden: async () => world.isForbidden,
    warn: (warning) => void warnings.push(warning),
  });
  void ended.then((what) => endings.push(what));
  /** Lets this many seconds pass, with pictures or without. */
  const pass = async (seconds: number, framesPerSecond: number) => {
    for (let second = 0; second < seconds; second += 1) {
      if (track.stats !== undefined) track.stats = { deliveredFrames: track.stats.deliveredFrames + framesPerSecond };
      await vi.advanceTimersByTimeAsync(1_000);
    }
  };
  return { track, world, warnings, endings, close, pass };
}

describe('the picture', () => {
  it.each(['tab', 'camera'] as const)(
    'of a %s that stands still for ten seconds is reported, until it moves',
    async (source) => {
      const { warnings, endings, pass } = rig(source);
      await pass(60, 10);
      await pass(8, 0);
      expect(warnings).toEqual([]);
      await pass(4, 0);
      expect(warnings).toEqual([{ id: source === 'tab' ? 'capture.tabFrozen' : 'capture.cameraFrozen' }]);
      await pass(30, 0);
      expect(warnings).toHaveLength(1);
      await pass(1, 5);
      expect(warnings.at(-1)).toBeNull();
      expect(endings).toEqual([]);
    },
  );

  it('of a crashed tab ends the recording, seconds after its last frame', async () => {
    const { world, warnings, endings, pass } = rig('tab');
    await pass(10, 10);
    world.condition = 'crashed';
    await pass(3, 0);
    expect(endings).toEqual([PICTURE_ENDED.crashed]);
    expect(warnings).toEqual([]);
    const { looks } = world;
    await pass(60, 0);
    expect(world.looks).toBe(looks);
  });

  it('is all that is checked while it moves: the tab isn’t asked', async () => {
    const { world, pass } = rig('tab');
    await pass(600, 10);
    expect(world.looks).toBe(0);
  });

  it('that the browser doesn’t count isn’t called frozen; the tab is checked now and then', async () => {
    const track = new Track();
    track.stats = undefined;
    const { world, warnings, endings, pass } = rig('tab', track);
    await pass(60, 0);
    expect({ warnings, endings, looks: world.looks }).toEqual({ warnings: [], endings: [], looks: 6 });
    world.condition = 'discarded';
    await pass(10, 0);
    expect(endings).toEqual([PICTURE_ENDED.discarded]);
  });

  it('of a camera that is switched off is reported at once, until it’s on again', async () => {
    const { track, world, warnings, pass } = rig('camera');
    track.mute(true);
    expect(warnings).toEqual([{ id: 'capture.cameraOff' }]);
    await pass(60, 0);
    expect(warnings).toHaveLength(1);
    await pass(4, 10);
    track.mute(false);
    expect(warnings.at(-1)).toBeNull();
    expect(world.looks).toBe(0);
  });

  it('that ends distinguishes an unplugged camera from a revoked permission', async () => {
    for (const isForbidden of [false, true]) {
      const { track, world, endings } = rig('camera');
      world.isForbidden = isForbidden;
      track.end();
      await vi.advanceTimersByTimeAsync(0);
      expect(endings).toEqual([isForbidden ? PICTURE_ENDED.forbidden : PICTURE_ENDED.camera]);
    }
  });

  it('that ended before the watch began is reported as ended', async () => {
    const track = new Track();
    track.end();
    const { endings } = rig('tab', track);
    await vi.advanceTimersByTimeAsync(0);
    expect(endings).toEqual([PICTURE_ENDED.tab]);
  });

  it('isn’t watched after the capture is closed', async () => {
    const { track, warnings, endings, close, pass } = rig('camera');
    close();
    await pass(60, 0);
    track.mute(true);
    track.end();
    await vi.advanceTimersByTimeAsync(0);
    expect([...warnings, ...endings]).toEqual([]);
  });
});

it('consecutive cameras are watched one after the other, and their pictures counted together', async () => {
  const warnings: (Message | null)[] = [];
  const cameras = new CameraWatch((warning) => void warnings.push(warning));
  const [first, second] = [new Track(), new Track()];
  cameras.follow(first as never);
  first.stats = { deliveredFrames: 30 };
  await vi.advanceTimersByTimeAsync(12_000);
  expect([cameras.frames, warnings.at(-1)]).toEqual([30, { id: 'capture.cameraFrozen' }]);
  first.end();
  cameras.follow(null);
  await vi.advanceTimersByTimeAsync(60_000);
  expect([cameras.frames, warnings.at(-1)]).toEqual([30, null]);
  cameras.follow(second as never);
  second.stats = { deliveredFrames: 5 };
  expect(cameras.frames).toBe(35);
  second.mute(true);
  expect(warnings.at(-1)).toEqual({ id: 'capture.cameraOff' });
  cameras.follow(null);
  expect(vi.getTimerCount()).toBe(0);
});
