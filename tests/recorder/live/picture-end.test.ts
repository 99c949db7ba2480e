import { expect, test } from 'vitest';
import { PictureEnd } from '../../../lib/recorder/live/picture-end.ts';

/** Given a picture at each of these times, in milliseconds. */
function given(...atMs: readonly number[]): PictureEnd {
  const end = new PictureEnd();
  for (const [count, ms] of atMs.entries()) end.look(count + 1, ms);
  return end;
}

test.each([
  ['its picture goes on to the end', 59_000, 59_980, null],
  ['what is missing is what an encoder may be behind', 58_000, 59_980, null],
  ['seconds of it are missing', 54_400, 59_980, 6_000],
  ['it has no picture', 0, 59_980, 60_000],
  ['it has no sound, and seconds of the picture are missing', 54_400, null, 6_000],
  ['its sound ends before the picture', 54_400, 50_000, null],
])('%s', (_title, pictureMs, soundMs, silentMs) => {
  const missing = given(100, 30_000, 60_000).whatIsMissing({ pictureMs, soundMs });
  expect(missing).toEqual(silentMs === null ? null : { id: 'recorder.pictureEndMissing', silentMs });
});

test('a source that gives no pictures at the end, like a screen that stands still, is missing none', () => {
  const end = given(100, 20_000);
  for (const atMs of [25_000, 60_000]) end.look(2, atMs);
  expect(end.whatIsMissing({ pictureMs: 19_900, soundMs: 59_980 })).toBeNull();
});

test('nothing is said of what is not known', () => {
  expect(given(100, 60_000).whatIsMissing(null)).toBeNull();
  const uncounted = new PictureEnd();
  uncounted.look(null, 60_000);
  expect(uncounted.whatIsMissing({ pictureMs: 100, soundMs: 59_980 })).toBeNull();
});
