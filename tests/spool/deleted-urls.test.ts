import { beforeEach, expect, test } from 'vitest';
import { isOfDeleted, rememberDeleted } from '../../lib/spool/deleted-urls.ts';
import { urlDigest } from '../../lib/spool/used-url.ts';
import { MemoryArea } from '../support/memory-area.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;
const NOW_MS = 1_000 * DAY_MS;
const url = (n: number) => `https://b.example/${n}?sig=SECRET`;
let area: MemoryArea;

beforeEach(() => {
  area = new MemoryArea();
});

test('a URL is known again for 90 days, and never kept itself', async () => {
  await rememberDeleted(area, urlDigest(url(1)), NOW_MS);
  expect(await isOfDeleted(area, url(1), NOW_MS + 90 * DAY_MS - 1)).toBe(true);
  expect(await isOfDeleted(area, url(1), NOW_MS + 90 * DAY_MS)).toBe(false);
  expect(await isOfDeleted(area, url(2), NOW_MS)).toBe(false);
  expect([...area.stored.values()].join()).not.toContain('SECRET');
});

test('also where the clock was set back', async () => {
  await rememberDeleted(area, urlDigest(url(1)), NOW_MS);
  expect(await isOfDeleted(area, url(1), 0)).toBe(true);
});

test('recordings that are deleted at the same time are all remembered, the newest 1,000', async () => {
  await Promise.all(Array.from({ length: 1_001 }, (_, n) => rememberDeleted(area, urlDigest(url(n)), NOW_MS)));
  const known = await Promise.all([0, 1, 1_000].map((n) => isOfDeleted(area, url(n), NOW_MS)));
  expect(known).toEqual([false, true, true]);
});

test('a URL that is deleted again counts from then on', async () => {
  await rememberDeleted(area, urlDigest(url(1)), NOW_MS);
  await rememberDeleted(area, urlDigest(url(1)), NOW_MS + DAY_MS);
  expect(await isOfDeleted(area, url(1), NOW_MS + 90 * DAY_MS)).toBe(true);
});

test('what is stored and can’t be read says nothing', async () => {
  await area.set({ 'urls-of-deleted': 'odd' });
  expect(await isOfDeleted(area, url(1), NOW_MS)).toBe(false);
});
