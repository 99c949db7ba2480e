import { expect, test } from 'vitest';
import { countdownMemoryIn } from '../../../lib/control/start/countdown-memory.ts';
import { MemoryArea } from '../../support/memory-area.ts';

test('a countdown that the service worker did not outlive is found by the next one, once', async () => {
  const area = new MemoryArea();
  countdownMemoryIn(area).begin();
  expect(await countdownMemoryIn(area).takeCutOff()).toBe(true);
  expect(await countdownMemoryIn(area).takeCutOff()).toBe(false);
});

test('a countdown that ended is not found', async () => {
  const area = new MemoryArea();
  const memory = countdownMemoryIn(area);
  memory.begin();
  memory.end();
  expect(await countdownMemoryIn(area).takeCutOff()).toBe(false);
});
