import { describe, expect, test } from 'vitest';
import {
  type ByHand,
  bubbleCamera,
  bytesPerHour,
  PRESET_NAMES,
  PRESETS,
  qualityOf,
} from '../../lib/recording/presets.ts';

const NOTHING = { videoBitsPerSecond: null, cameraWidth: null, cameraHeight: null, cameraFrameRate: null };

describe('presets', () => {
  test('each asks for no less than the one before, and for the most where a film plays', () => {
    const presets = PRESET_NAMES.map((name) => PRESETS[name]);
    for (const [index, preset] of presets.entries()) {
      const { screen, film, camera } = preset.videoBitsPerSecond;
      expect(film).toBeGreaterThanOrEqual(Math.max(screen, camera));
      const before = presets[index - 1];
      if (before === undefined) continue;
      expect(preset.width * preset.height).toBeGreaterThan(before.width * before.height);
      expect(screen).toBeGreaterThan(before.videoBitsPerSecond.screen);
    }
  });

  test('what is set by hand counts, each for itself', () => {
    const quality = qualityOf('normal', 'camera', { ...NOTHING, videoBitsPerSecond: 1_000_000, cameraWidth: 640 });
    expect(quality.videoBitsPerSecond).toBe(1_000_000);
    expect(quality.camera).toEqual({ width: 640, height: 1_080, frameRate: 30 });
  });

  test('a camera in a bubble is asked for what is seen of it, and for no more than you set by hand', () => {
    const camera = (preset: 'normal' | 'best', byHand: ByHand = NOTHING) =>
      bubbleCamera(qualityOf(preset, 'screen', byHand));
    expect(camera('normal')).toEqual({ width: 640, height: 480, frameRate: 30 });
    expect(camera('best')).toEqual({ width: 1_280, height: 720, frameRate: 60 });
    expect(camera('best', { ...NOTHING, cameraHeight: 240 })).toMatchObject({ width: 1_280, height: 240 });
  });

  test('an hour of Normal is 2.3 GB at most', () => {
    const { videoBitsPerSecond } = qualityOf('normal', 'screen', NOTHING);
    expect(bytesPerHour(videoBitsPerSecond, 128_000)).toBe(2_307_600_000);
  });
});
