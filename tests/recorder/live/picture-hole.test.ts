import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Source } from '../../../lib/recording/source.ts';
import { partRig } from '../../support/part-rig.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

it.each<[Source, readonly string[]]>([
  ['tab', ['recorder.pictureHoleAtFirst']],
  ['tabCamera', ['recorder.pictureHoleAtFirst']],
  // It may have stood still.
  ['screen', []],
])('a hole at the beginning of a recording of a %s is shown: %o', async (source, shown) => {
  const { wishes, start, warned, record, recordings } = partRig({ endpointName: 'mine' }, undefined, 0, source);
  await start();
  await record(1, 2);
  expect(warned()).toEqual([]);
  wishes.openingGapMs = 8_000;
  await record(1, 20);
  expect(warned()).toEqual(shown);
  void recordings.live.stop('a');
  await vi.advanceTimersByTimeAsync(5_000);
});
