import { expect, test } from 'vitest';
import { watchFlow } from '../../entrypoints/offscreen/flow-watch.ts';

/** What was warned of in as many looks as there are values: bytes on disk, or null in a pause. */
async function warningsFor(looks: readonly (number | null)[]): Promise<(string | null)[]> {
  const warnings: (string | null)[] = [];
  let look = 0;
  await watchFlow(
    {
      spooledBytes: () => looks.slice(0, look + 1).findLast((bytes) => bytes !== null) ?? 0,
      isRecording: () => looks[look] !== null,
      isLive: () => look < looks.length,
      onWarning: (sentence) => void warnings.push(sentence),
    },
    (_delayMs, callback) => {
      look += 1;
      callback();
    },
  );
  return warnings;
}

const STUCK = expect.stringContaining('nothing has come from the browser’s recorder');

test('a recorder from which nothing comes is told, until something comes', async () => {
  expect(await warningsFor([5, 5, 5, 5, 5, 5, 9, 12])).toEqual([STUCK, null]);
  expect(await warningsFor([0, 0, 0, 0])).toEqual([STUCK]);
});

test('one that is slow, or paused, is not', async () => {
  expect(await warningsFor([5, 5, 5, 6, 6, 6, 7, 7, 7, 8])).toEqual([]);
  expect(await warningsFor([5, 5, null, null, null, null, 5, 5, 6])).toEqual([]);
});
