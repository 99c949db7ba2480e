import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { keepMicrophone, watchTabSound } from '../../../lib/capture/watch/sound-watch.ts';
import type { Message } from '../../../lib/recording/message.ts';

/** A track that ends, or is muted, when the test says so. */
class Track extends EventTarget {
  muted = false;
  readyState: MediaStreamTrackState = 'live';
  stopped = false;

  stop(): void {
    this.stopped = true;
  }

  fire(type: 'ended' | 'mute' | 'unmute'): void {
    this.muted = type === 'mute';
    if (type === 'ended') this.readyState = 'ended';
    this.dispatchEvent(new Event(type));
  }
}

const streamOf = (track: Track) =>
  ({ getAudioTracks: () => [track], getTracks: () => [track] }) as unknown as MediaStream;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A microphone that can be gone. */
function rig(tracks = [new Track()]) {
  const told: (Message | null)[] = [];
  const used: MediaStream[] = [];
  const device = { isThere: true, isHeard: true, isForbidden: false, isHanging: false, whileOpening: () => undefined };
  const levels = { open: 0 };
  const close = keepMicrophone(
    streamOf(tracks[0] ?? new Track()),
    {
      open: async () => {
        if (device.isHanging) await new Promise(() => undefined);
        if (!device.isThere) throw new Error('There is no microphone.');
        const track = new Track();
        tracks.push(track);
        device.whileOpening();
        return streamOf(track);
      },
      listenTo: () => {
        levels.open += 1;
        return {
          hears: () => device.isHeard,
          close: () => {
            levels.open -= 1;
          },
        };
      },
      use: (stream) => void used.push(stream),
      isForbidden: async () => device.isForbidden,
    },
    (what) => void told.push(what),
  );
  return { tracks, told, used, device, levels, close };
}

describe('the microphone', () => {
  it('that is gone is reported, asked for until it is back, and recorded again', async () => {
    const { tracks, told, used, device } = rig();
    device.isThere = false;
    tracks[0]?.fire('ended');
    await vi.advanceTimersByTimeAsync(10_000);
    expect(used).toEqual([]);
    expect(told.at(-1)).toEqual({ id: 'capture.microphoneGone' });
    device.isThere = true;
    await vi.advanceTimersByTimeAsync(2_000);
    expect(used).toHaveLength(1);
    expect(told.at(-1)).toBeNull();
  });

  it('that the browser takes away is not called gone, and is recorded again when it is allowed again', async () => {
    const { tracks, told, used, device } = rig();
    Object.assign(device, { isThere: false, isForbidden: true });
    tracks[0]?.fire('ended');
    await vi.advanceTimersByTimeAsync(0);
    expect(told.at(-1)).toEqual({ id: 'capture.microphoneRevoked' });
    device.isThere = true;
    await vi.advanceTimersByTimeAsync(2_000);
    expect(used).toHaveLength(1);
    expect(told.at(-1)).toBeNull();
  });

  it('that opens when it has ended already is reported, and opened again', async () => {
    const track = new Track();
    track.fire('ended');
    const { used, told } = rig([track]);
    await vi.advanceTimersByTimeAsync(0);
    expect(told).toContainEqual({ id: 'capture.microphoneGone' });
    expect(used).toHaveLength(1);
  });

  it('is kept when it goes a second time', async () => {
    const { tracks, used, told } = rig();
    for (const times of [1, 2]) {
      tracks.at(-1)?.fire('ended');
      await vi.advanceTimersByTimeAsync(0);
      expect(used).toHaveLength(times);
      expect(told.at(-1)).toBeNull();
    }
  });

  it('that is muted is reported until it is heard again', () => {
    const { tracks, told } = rig();
    tracks[0]?.fire('mute');
    expect(told.at(-1)).toEqual({ id: 'capture.microphoneMuted' });
    tracks[0]?.fire('unmute');
    expect(told.at(-1)).toBeNull();
  });

  it('from which nothing was heard for ten seconds is reported, until something is; after that it may be silent', async () => {
    const { told, device, levels } = rig();
    device.isHeard = false;
    await vi.advanceTimersByTimeAsync(9_900);
    expect(told.at(-1)).toBeNull();
    await vi.advanceTimersByTimeAsync(100);
    expect(told.at(-1)).toEqual({ id: 'capture.microphoneSilent' });
    device.isHeard = true;
    await vi.advanceTimersByTimeAsync(500);
    expect(told.at(-1)).toBeNull();
    expect(levels.open).toBe(0);
    device.isHeard = false;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(told.at(-1)).toBeNull();
  });

  it('that is muted is called muted, and silent only when that is over and nothing was heard', async () => {
    const { tracks, told, device } = rig();
    device.isHeard = false;
    tracks[0]?.fire('mute');
    await vi.advanceTimersByTimeAsync(20_000);
    expect(told.at(-1)).toEqual({ id: 'capture.microphoneMuted' });
    tracks[0]?.fire('unmute');
    expect(told.at(-1)).toEqual({ id: 'capture.microphoneSilent' });
  });

  it('is not listened to when it is gone, or the recording has ended', async () => {
    for (const isHeard of [true, false]) {
      const { tracks, told, device, levels, close } = rig();
      Object.assign(device, { isHeard, isThere: false });
      await vi.advanceTimersByTimeAsync(1_000);
      tracks[0]?.fire('ended');
      expect(levels.open).toBe(0);
      await vi.advanceTimersByTimeAsync(20_000);
      expect(told.at(-1)).toEqual({ id: 'capture.microphoneGone' });
      device.isThere = true;
      await vi.advanceTimersByTimeAsync(2_000);
      close();
      expect(levels.open).toBe(0);
    }
  });

  it('is asked for again when opening it hangs', async () => {
    const { tracks, used, told, device } = rig();
    device.isHanging = true;
    tracks[0]?.fire('ended');
    await vi.advanceTimersByTimeAsync(14_000);
    expect(told.at(-1)).toEqual({ id: 'capture.microphoneGone' });
    device.isHanging = false;
    await vi.advanceTimersByTimeAsync(3_000);
    expect(used).toHaveLength(1);
    expect(told.at(-1)).toBeNull();
  });

  it('is not asked for when the recording has ended; one that opens too late is closed', async () => {
    const { tracks, used, device, close } = rig();
    device.isThere = false;
    tracks[0]?.fire('ended');
    await vi.advanceTimersByTimeAsync(0);
    close();
    device.isThere = true;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(tracks).toHaveLength(1);

    const late = rig();
    Object.assign(late.device, { whileOpening: late.close });
    late.tracks[0]?.fire('ended');
    await vi.advanceTimersByTimeAsync(0);
    expect(late.tracks[1]?.stopped).toBe(true);
    expect([...used, ...late.used]).toEqual([]);
  });

  it('is let go of at the end, also one that took the place of another', async () => {
    const { tracks, close } = rig();
    tracks[0]?.fire('ended');
    await vi.advanceTimersByTimeAsync(0);
    close();
    expect(tracks[1]?.stopped).toBe(true);
  });
});

describe('the sound of a tab', () => {
  it('that ends is reported; that of a tab that is closed is not', async () => {
    for (const isClosed of [false, true]) {
      const track = new Track();
      const told: (Message | null)[] = [];
      const close = watchTabSound(streamOf(track), (what) => void told.push(what));
      track.fire('ended');
      // The picture ends with it, and the recording is closed.
      if (isClosed) close();
      await vi.advanceTimersByTimeAsync(5_000);
      expect(told).toEqual(isClosed ? [] : [{ id: 'capture.tabSoundEnded' }]);
    }
  });
});
