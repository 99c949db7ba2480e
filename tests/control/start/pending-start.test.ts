import { expect, test } from 'vitest';
import { pendingStartIn } from '../../../lib/control/start/pending-start.ts';
import type { StartRequest } from '../../../lib/control/start/start-recording.ts';
import { isBusy } from '../../../lib/control/update-gate.ts';
import { DEFAULT_CHOICES } from '../../../lib/recording/capture-choices.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { MemoryArea } from '../../support/memory-area.ts';

const REQUEST: StartRequest = {
  capture: { ...DEFAULT_CHOICES, source: 'camera', microphone: true },
  target: { uploadUrl: 'https://upload.example/' },
  tabId: null,
  stop: { kind: 'at', time: '17:30' },
};
const NO_DOCUMENT = { exists: async () => false, isInUse: false };
const NO_PAGE = { hasPages: () => false };

test('a start that waits for you survives the service worker, and is used once', async () => {
  const area = new MemoryArea();
  const clock = new FakeClock();
  await pendingStartIn(area, clock).keep(REQUEST);
  expect(await pendingStartIn(area, clock).take()).toEqual({ kind: 'waiting', request: REQUEST });
  expect(await pendingStartIn(area, clock).take()).toEqual({ kind: 'none' });
});

test('a start that waits for you delays an update until it is used', async () => {
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

test('an undecided start expires after ten minutes: it delays no update and starts nothing', async () => {
  const clock = new FakeClock();
  const pending = pendingStartIn(new MemoryArea(), clock);
  await pending.keep(REQUEST);
  await clock.advance(10 * 60_000 - 1_000);
  expect(await pending.waits()).toBe(true);
  await clock.advance(1_000);
  expect(await isBusy(NO_DOCUMENT, pending, NO_PAGE)).toBe(false);
  expect(await pending.take()).toEqual({ kind: 'expired' });
  expect(await pending.take()).toEqual({ kind: 'none' });
});

test('a start from the future has expired, too: the clock was set back, so its wait is unknown', async () => {
  const area = new MemoryArea();
  await pendingStartIn(area, { now: () => 5_000 }).keep(REQUEST);
  expect(await pendingStartIn(area, { now: () => 4_000 }).take()).toEqual({ kind: 'expired' });
});
