import { afterEach, expect, it, vi } from 'vitest';
import { limitRate } from '../../lib/capture/limit-rate.ts';

afterEach(() => void vi.useRealTimers());

function trackOf(frameRate: number, apply: () => Promise<void> = async () => undefined) {
  const asked: MediaTrackConstraints[] = [];
  const track = {
    getSettings: () => ({ width: 640, height: 360, frameRate }),
    getConstraints: () => ({
      deviceId: 'a',
      width: { min: 640, max: 640 },
      height: 360,
      frameRate: { min: 12, max: frameRate },
    }),
    applyConstraints: (wanted: MediaTrackConstraints = {}) => {
      asked.push(wanted);
      return apply();
    },
  };
  return { asked, track };
}

it('asks for fewer pictures of the same size, of a track that gives more', async () => {
  const { asked, track } = trackOf(59.94);
  expect(await limitRate(track, 30)).toBe(60);
  expect(asked).toEqual([{ width: { min: 640, max: 640 }, height: 360, frameRate: { min: 12, max: 30 } }]);
  const slow = trackOf(30);
  expect([await limitRate(slow.track, 30), slow.asked]).toEqual([null, []]);
});

it('leaves a track as it is that refuses, or never answers', async () => {
  expect(await limitRate(trackOf(60, () => Promise.reject(new Error('No.'))).track, 30)).toBeNull();
  vi.useFakeTimers();
  const limiting = limitRate(trackOf(60, () => new Promise(() => undefined)).track, 30);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(await limiting).toBeNull();
});
