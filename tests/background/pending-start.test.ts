import { expect, test } from 'vitest';
import { isBusy } from '../../entrypoints/background/is-busy.ts';
import { pendingStartIn } from '../../entrypoints/background/pending-start.ts';
import type { StartRequest } from '../../entrypoints/background/start-recording.ts';
import { MemoryArea } from '../relay/memory-area.ts';
import { FakeClock } from '../support/fake-clock.ts';

const REQUEST: StartRequest = {
  source: 'camera',
  microphone: true,
  target: { uploadUrl: 'https://upload.example/' },
  tabId: null,
};
const NO_DOCUMENT = { exists: async () => false, isInUse: false };
const NO_PAGE = { hasPages: () => false };

test('a start that waits for the person is kept over the death of the service worker, and taken once', async () => {
  const area = new MemoryArea();
  const clock = new FakeClock();
  await pendingStartIn(area, clock).keep(REQUEST);
  expect(await pendingStartIn(area, clock).take()).toEqual(REQUEST);
  expect(await pendingStartIn(area, clock).take()).toBeNull();
});

test('a start that waits for the person holds an update back, until it is taken', async () => {
  const pending = pendingStartIn(new MemoryArea(), new FakeClock());
  expect(await isBusy(NO_DOCUMENT, pending, NO_PAGE)).toBe(false);
  await pending.keep(REQUEST);
  expect(await isBusy(NO_DOCUMENT, pending, NO_PAGE)).toBe(true);
  await pending.take();
  expect(await isBusy(NO_DOCUMENT, pending, NO_PAGE)).toBe(false);
});

test('a page that is open holds an update back: what was typed into it, and a copy that it saves, would be gone', async () => {
  const pending = pendingStartIn(new MemoryArea(), new FakeClock());
  expect(await isBusy(NO_DOCUMENT, pending, { hasPages: () => true })).toBe(true);
});

test('a start that nobody has decided about in ten minutes holds no update back, and is kept all the same', async () => {
  const clock = new FakeClock();
  const pending = pendingStartIn(new MemoryArea(), clock);
  await pending.keep(REQUEST);
  await clock.advance(10 * 60_000);
  expect(await isBusy(NO_DOCUMENT, pending, NO_PAGE)).toBe(false);
  expect(await pending.take()).toEqual(REQUEST);
});
