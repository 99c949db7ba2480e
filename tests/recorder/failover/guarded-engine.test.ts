import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { systemClock } from '../../../lib/base/clock.ts';
import type { Engine } from '../../../lib/engine/engine-api.ts';
import { openGuarded } from '../../../lib/recorder/failover/guarded-engine.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** An engine that nobody calls, and what became of it. */
async function uncalled(alive: Engine['alive']) {
  const deaths: string[] = [];
  let asked = 0;
  const engine = {
    alive: () => {
      asked += 1;
      return alive();
    },
  } as unknown as Engine;
  const events = { snapshot: () => undefined, log: () => undefined };
  const open = async () => ({ engine, close: () => void deaths.push('closed') });
  const guarded = await openGuarded(open, events, ({ id }) => deaths.push(id), systemClock);
  return { guarded, deaths, asked: () => asked };
}

it('notices that an engine hangs that nobody calls: it only uploads', async () => {
  const { guarded, deaths } = await uncalled(() => new Promise(() => undefined));
  await vi.advanceTimersByTimeAsync(100_000);
  expect(deaths).toEqual(['engine.noAnswer', 'closed']);
  expect(guarded.isDead()).toBe(true);
});

it('leaves one that answers alone, and asks none that is closed', async () => {
  const { guarded, deaths, asked } = await uncalled(async () => undefined);
  await vi.advanceTimersByTimeAsync(600_000);
  expect(deaths).toEqual([]);
  const before = asked();
  expect(before).toBeGreaterThan(10);
  guarded.close();
  await vi.advanceTimersByTimeAsync(600_000);
  expect([deaths, asked()]).toEqual([['closed'], before]);
});
