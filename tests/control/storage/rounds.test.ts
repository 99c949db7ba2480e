import { expect, test } from 'vitest';
import { createRound, type RoundPorts } from '../../../lib/control/storage/rounds.ts';
import { MemoryAlarms } from '../../support/memory-alarms.ts';

function round(ports: Partial<RoundPorts> = {}) {
  const log: string[] = [];
  const alarms = new MemoryAlarms();
  const make = createRound({
    removeExpired: async () => ({ files: [], records: [] }),
    removeCopies: async () => false,
    reviewHosts: async () => [],
    alarms,
    write: async (level, text) => {
      log.push(`${level} ${text}`);
    },
    recordingsChanged: () => {
      log.push('changed');
    },
    ...ports,
  });
  return { make, log, alarms };
}

test('there is one tomorrow, also when the worker starts often', async () => {
  const { make, alarms } = round();
  await make();
  await make();
  expect({ minutes: alarms.minutes, created: alarms.created }).toEqual({ minutes: [24 * 60], created: 1 });
});

test('a copy that may still be read is looked at again soon', async () => {
  let isRead = true;
  const { make, alarms } = round({ removeCopies: async () => isRead });
  await make();
  expect(alarms.delays).toEqual([1]);
  isRead = false;
  await make();
  expect(alarms.created).toBe(1);
});

test('each part is done although another fails, and what went wrong is logged', async () => {
  const fail = () => Promise.reject(new Error('The disk is busy.'));
  const { make, log } = round({
    removeExpired: fail,
    removeCopies: fail,
    reviewHosts: async () => ['https://a.example/*', '*://*/*'],
  });
  await make();
  expect(log).toEqual([
    'warning Old recordings could not be deleted: The disk is busy.',
    'warning Old copies could not be deleted: The disk is busy.',
    'info Access to a.example was given back: nothing used it for 30 days.',
    'info Access to * was given back: nothing used it for 30 days.',
  ]);
});
