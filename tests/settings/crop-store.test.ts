import { expect, it } from 'vitest';
import type { Crop } from '../../lib/recording/crop.ts';
import { keepCrop, loadCrop, siteOf } from '../../lib/settings/crop-store.ts';
import { MemoryArea } from '../support/memory-area.ts';

const CROP: Crop = {
  rect: { x: 2, y: 4, width: 640, height: 360 },
  still: { width: 800, height: 600 },
  pixelRatio: 1,
  zoom: 1,
};

it('keeps an area for each site, until the whole tab is chosen again', async () => {
  const area = new MemoryArea();
  const other = { ...CROP, pixelRatio: 2 };
  await Promise.all([keepCrop(area, 'https://a.example', CROP), keepCrop(area, 'https://b.example', other)]);
  expect(await loadCrop(area, 'https://a.example')).toEqual(CROP);
  await keepCrop(area, 'https://a.example', null);
  expect([await loadCrop(area, 'https://a.example'), await loadCrop(area, 'https://b.example')]).toEqual([null, other]);
});

it('has none for a page without a site, and none that it cannot read', async () => {
  const area = new MemoryArea();
  expect([await loadCrop(area, null), await loadCrop(area, 'https://a.example')]).toEqual([null, null]);
  await area.set({ 'crop:https://a.example': { ...CROP, rect: { x: -1, y: 0, width: 'all', height: 1 } } });
  expect(await loadCrop(area, 'https://a.example')).toBeNull();
});

it('is still there after an update that added the zoom: the whole tab must not be recorded instead', async () => {
  const area = new MemoryArea();
  const { zoom: _, ...before } = CROP;
  await area.set({ 'crop:https://a.example': before });
  expect(await loadCrop(area, 'https://a.example')).toEqual(CROP);
});

it('is remembered for an origin, without path and secrets', () => {
  expect(siteOf('https://user:word@site.example:8443/path?token=x#y')).toBe('https://site.example:8443');
  expect(siteOf('file:///home/me/page.html')).toBe('file://');
  expect([siteOf('chrome://settings'), siteOf('about:blank'), siteOf(''), siteOf(undefined)]).toEqual([
    null,
    null,
    null,
    null,
  ]);
});
