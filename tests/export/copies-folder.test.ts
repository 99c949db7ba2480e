import { expect, test } from 'vitest';
import { leftOverCopies } from '../../lib/export/copies-folder.ts';

const SECOND_MS = 1_000;
const DAY_MS = 24 * 60 * 60 * SECOND_MS;
const NOW_MS = Date.UTC(2026, 5, 30);
const copy = (name: string, ageMs: number) => ({ name, bytes: 1, writtenAtMs: NOW_MS - ageMs });

function namesOf(copies: readonly ReturnType<typeof copy>[], recordingIds: readonly string[]) {
  const { now, soon } = leftOverCopies(copies, recordingIds, NOW_MS);
  return { now: now.map(({ name }) => name), soon: soon.map(({ name }) => name) };
}

test('a copy of a recording that is here stays for a day', () => {
  const copies = [copy('a 1', DAY_MS - 1), copy('a 2', DAY_MS)];
  expect(namesOf(copies, ['a', 'b'])).toEqual({ now: ['a 2'], soon: [] });
});

test('a copy goes with its recording, unless the browser may still be about to read it', () => {
  const copies = [copy('a 1', 30 * SECOND_MS), copy('a 2', 29 * SECOND_MS), copy('ab 3', 60 * SECOND_MS)];
  expect(namesOf(copies, ['ab'])).toEqual({ now: ['a 1'], soon: ['a 2'] });
});

test('a copy from the future is as old as the clock was set back', () => {
  expect(namesOf([copy('a 1', -DAY_MS)], ['a'])).toEqual({ now: ['a 1'], soon: [] });
});
