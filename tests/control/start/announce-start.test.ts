import { expect, test } from 'vitest';
import { type AnnouncePorts, createStartAnnouncer } from '../../../lib/control/start/announce-start.ts';
import { FakeClock } from '../../support/fake-clock.ts';

/** The titles of what was shown, once the popup has had the time to close. */
async function shownAfter(world: Partial<AnnouncePorts>): Promise<readonly string[]> {
  const shown: string[] = [];
  const clock = new FakeClock();
  const announce = createStartAnnouncer({
    hasPopup: () => false,
    isIconPinned: async () => false,
    current: () => ({ state: 'recording' }),
    notify: async ({ title }) => {
      shown.push(title);
    },
    clock,
    ...world,
  });
  const done = announce();
  await clock.advance(1_000);
  await done;
  return shown;
}

test('a start is reported once where no icon shows it', async () => {
  expect(await shownAfter({})).toEqual(['Recording has started']);
});

test('a start is not reported where the icon shows it', async () => {
  expect(await shownAfter({ isIconPinned: async () => true })).toEqual([]);
});

test('a start is not reported beside a popup that stays open, and is once it closes with the capture’s start', async () => {
  expect(await shownAfter({ hasPopup: () => true })).toEqual([]);
  let isOpen = true;
  const closing = shownAfter({ hasPopup: () => isOpen });
  isOpen = false;
  expect(await closing).toEqual(['Recording has started']);
});

test('a recording that has ended by then is not reported as started', async () => {
  expect(await shownAfter({ current: () => ({ state: 'finishing' }) })).toEqual([]);
});
