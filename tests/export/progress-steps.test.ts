import { expect, test } from 'vitest';
import { progressSteps } from '../../lib/export/progress-steps.ts';

test('progress is reported in steps of half a percent, however often it is given, and ends at 1', () => {
  const reported: number[] = [];
  const report = progressSteps((share) => reported.push(share));
  for (let packet = 0; packet <= 100_000; packet += 1) report(packet / 100_000);
  report(1);
  expect(reported).toEqual(Array.from({ length: 201 }, (_, step) => step / 200));
});
