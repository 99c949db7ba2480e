import { expect, test } from 'vitest';
import { createHostKeeper } from '../../../lib/control/host-access/host-keeper.ts';
import { urlsIn } from '../../../lib/recording/target.ts';
import { loadHostUse } from '../../../lib/settings/host-use.ts';
import { MemoryArea } from '../../support/memory-area.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;
const A = 'https://a.example/*';
const B = 'https://b.example/*';

function world() {
  const area = new MemoryArea();
  const state = { nowMs: 100 * DAY_MS, granted: [A, B], needed: [] as readonly string[], reads: 0 };
  const keeper = createHostKeeper({
    granted: async () => {
      state.reads += 1;
      return state.granted;
    },
    giveBack: async (pattern) => {
      state.granted = state.granted.filter((other) => other !== pattern);
    },
    needed: async () => state.needed,
    area,
    nowMs: () => state.nowMs,
  });
  return { area, state, keeper };
}

test('access unused for 30 days is returned, and used access stays', async () => {
  const { state, keeper } = world();
  expect(await keeper.review()).toEqual([]);
  state.nowMs += 20 * DAY_MS;
  await keeper.used(['https://b.example/…/upload']);
  state.nowMs += 10 * DAY_MS;
  expect(await keeper.review()).toEqual([A]);
  expect(state.granted).toEqual([B]);
  state.nowMs += 30 * DAY_MS;
  state.needed = ['https://b.example/u'];
  expect(await keeper.review()).toEqual([]);
});

test('a report four times a second looks once a day', async () => {
  const { state, keeper } = world();
  for (let report = 0; report < 100; report += 1) await keeper.used(['https://a.example/u']);
  expect(state.reads).toBe(1);
  state.nowMs += DAY_MS;
  await keeper.used(['https://a.example/u']);
  expect(state.reads).toBe(2);
});

test('nothing is returned while the needed URLs are unknown', async () => {
  const { area, state } = world();
  const granted = async () => state.granted;
  const giveBack = async () => {
    throw new Error('Something was given back.');
  };
  const needed = () => Promise.reject(new Error('The catalog cannot be read.'));
  const keeper = createHostKeeper({ granted, giveBack, needed, area, nowMs: () => state.nowMs });
  await expect(keeper.review()).rejects.toThrow('cannot be read');
  // One that fails does not hold up the next.
  await keeper.used(['https://a.example/u']);
  expect(await loadHostUse(area)).toEqual({ [A]: state.nowMs });
});

test('every URL of a row is found, wherever it stands', () => {
  const row = {
    id: 'a',
    target: { uploadUrl: 'https://a.example/1' },
    session: { kind: 'tus', at: ['http://localhost/2'] },
    title: null,
  };
  expect(urlsIn(row)).toEqual(['https://a.example/1', 'http://localhost/2']);
});
