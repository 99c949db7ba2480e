import { expect, test } from 'vitest';
import { countdownMemoryIn } from '../../../lib/control/start/countdown-memory.ts';
import { MemoryArea } from '../../support/memory-area.ts';

test('a countdown that the service worker did not outlive is found by the next one, once', async () => {
  const area = new MemoryArea();
  countdownMemoryIn(area).begin();
  expect(await countdownMemoryIn(area).takeCutOff()).toBe(true);
  expect(await countdownMemoryIn(area).takeCutOff()).toBe(false);
});

test('a countdown that begins while the next one looks is not taken for one of before, and not forgotten', async () => {
  const area = new MemoryArea();
  const memory = countdownMemoryIn(area);
  const looking = memory.takeCutOff();
  memory.begin();
  expect(await looking).toBe(false);
  expect(await countdownMemoryIn(area).takeCutOff()).toBe(true);
});

test('a countdown that ended is not found', async () => {
  const area = new MemoryArea();
  const memory = countdownMemoryIn(area);
  memory.begin();
  memory.end();
  expect(await countdownMemoryIn(area).takeCutOff()).toBe(false);
});
