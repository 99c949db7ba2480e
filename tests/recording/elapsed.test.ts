import { expect, test } from 'vitest';
import { elapsedMs, NOT_STARTED, pauseElapsed, resumeElapsed } from '../../lib/recording/elapsed.ts';

test('pauses do not count', () => {
  const paused = pauseElapsed(resumeElapsed(NOT_STARTED, 1_000), 4_000);
  expect(elapsedMs(paused, 99_000)).toBe(3_000);
  expect(elapsedMs(resumeElapsed(paused, 10_000), 12_000)).toBe(5_000);
});

test('resuming or pausing twice counts once', () => {
  expect(resumeElapsed(resumeElapsed(NOT_STARTED, 1_000), 2_000)).toEqual(resumeElapsed(NOT_STARTED, 1_000));
  const paused = pauseElapsed(resumeElapsed(NOT_STARTED, 1_000), 4_000);
  expect(pauseElapsed(paused, 9_000)).toEqual(paused);
});

test('a clock that is set back takes nothing away', () => {
  expect(pauseElapsed(resumeElapsed(NOT_STARTED, 5_000), 1_000).recordedMs).toBe(0);
  expect(elapsedMs(resumeElapsed(NOT_STARTED, 5_000), 1_000)).toBe(0);
});
