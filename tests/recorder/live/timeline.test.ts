import { expect, test } from 'vitest';
import { Timeline } from '../../../lib/recorder/live/timeline.ts';

test('a marker that is set in a pause is not behind what was recorded', () => {
  let nowMs = 0;
  const timeline = new Timeline(
    () => nowMs,
    () => nowMs,
  );
  timeline.runs(true);
  nowMs = 3_000.7;
  timeline.runs(false);
  nowMs = 9_000;
  expect(timeline.mark()).toEqual([3_000]);
  expect(timeline.recordedMs).toBe(3_000.7);
});
