import { expect, test } from 'vitest';
import { watchDisk } from '../../../lib/recorder/watch/disk-watch.ts';
import type { Message } from '../../../lib/recording/message.ts';

const MB = 1_000_000;

/** Looks at the disk as often as there are values; the recording ends with the last one. */
async function watch(freeBytes: readonly (number | null)[], spooledBytes: readonly number[]) {
  const warnings: (Message | null)[] = [];
  let look = -1;
  await watchDisk(
    {
      expectedBytesPerSecond: MB,
      spooledBytes: () => spooledBytes[look] ?? 0,
      isLive: () => look < freeBytes.length - 1,
      onWarning: (warning) => warnings.push(warning),
    },
    {
      freeBytes: async () => {
        look += 1;
        return freeBytes[look] ?? null;
      },
      later: (_delayMs, callback) => queueMicrotask(callback),
    },
  );
  return warnings;
}

test('warns at once, by the rate that the settings promise, and takes it back when there is room again', async () => {
  const warnings = await watch([600 * MB, 6_000 * MB, null], [0, 0, 0]);
  expect(warnings).toEqual([expect.objectContaining({ leftMs: 600_000 }), null]);
});

test('goes by the measured rate from the second look on', async () => {
  const warnings = await watch([6_000 * MB, 6_000 * MB, null], [0, 100 * MB, 200 * MB]);
  expect(warnings).toEqual([expect.objectContaining({ leftMs: 600_000 })]);
});

test('reports nothing when the browser doesn’t know, and nothing twice', async () => {
  expect(await watch([null, null, null], [0, 0, 0])).toEqual([]);
  expect(await watch([60 * MB, 60 * MB, 60 * MB, null], [0, 0, 0, 0])).toHaveLength(1);
});
