import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CHUNK_UNIT_BYTES } from '../../lib/base/byte-units.ts';
import { DEFAULT_SETTINGS, parseSettings, type Settings } from '../../lib/settings/settings.ts';

test.each([undefined, null, 'settings', 7, []])('what is no settings (%j) is the defaults', (stored) => {
  expect(parseSettings(stored)).toEqual(DEFAULT_SETTINGS);
});

test('the defaults are in range themselves', () => {
  expect(parseSettings(DEFAULT_SETTINGS)).toEqual(DEFAULT_SETTINGS);
});

test.each<[keyof Settings, unknown]>([
  ['chunkBytes', CHUNK_UNIT_BYTES + 1],
  ['chunkBytes', 0],
  ['chunkBytes', 65 * 1024 * 1024],
  ['sliceMs', 50],
  ['maxRetries', -1],
  ['maxRetries', 2.5],
  ['retryBaseMs', 0],
  ['stallTimeoutMs', Number.NaN],
  ['videoBitsPerSecond', '5000000'],
  ['sendEarlySeconds', 0],
])('%s of %j is replaced by its default, alone', (key, value) => {
  const settings = parseSettings({ ...DEFAULT_SETTINGS, cameraWidth: 640, [key]: value });
  expect(settings).toEqual({ ...DEFAULT_SETTINGS, cameraWidth: 640 });
});

test.each<[keyof Settings, unknown]>([
  ['chunkBytes', CHUNK_UNIT_BYTES],
  ['chunkBytes', 64 * 1024 * 1024],
  ['maxRetries', 0],
  ['sendEarlySeconds', null],
  ['sendEarlySeconds', 10],
])('%s of %j is kept', (key, value) => {
  expect(parseSettings({ [key]: value })).toEqual({ ...DEFAULT_SETTINGS, [key]: value });
});

test('whatever was stored, the settings can be worked with', () => {
  const anything = fc.dictionary(fc.constantFrom(...Object.keys(DEFAULT_SETTINGS), 'other'), fc.anything());
  fc.assert(
    fc.property(anything, (stored) => {
      const settings = parseSettings(stored);
      expect(Object.keys(settings).sort()).toEqual(Object.keys(DEFAULT_SETTINGS).sort());
      expect(settings.chunkBytes % CHUNK_UNIT_BYTES).toBe(0);
      expect(settings.chunkBytes).toBeGreaterThan(0);
    }),
  );
});

test('what an earlier version stored is kept where it was set by hand; its defaults give way to the preset’s', () => {
  const former = { videoBitsPerSecond: 5_000_000, cameraWidth: 640, cameraHeight: 720, cameraFrameRate: 24 };
  expect(parseSettings(former)).toEqual({ ...DEFAULT_SETTINGS, cameraWidth: 640, cameraFrameRate: 24 });
  const now = { ...DEFAULT_SETTINGS, videoBitsPerSecond: 5_000_000 };
  expect(parseSettings(now)).toEqual(now);
});
