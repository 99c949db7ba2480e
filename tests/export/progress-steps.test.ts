import { expect, test } from 'vitest';
import { progressSteps } from '../../lib/export/progress-steps.ts';

test('progress is reported in steps of half a percent, however often it is given, and ends at 1', () => {
  const told: number[] = [];
  const tell = progressSteps((share) => told.push(share));
  for (let packet = 0; packet <= 100_000; packet += 1) tell(packet / 100_000);
  tell(1);
  expect(told).toEqual(Array.from({ length: 201 }, (_, step) => step / 200));
});
