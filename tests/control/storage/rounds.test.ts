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
    write: async (level, message) => {
      log.push([level, message.id, ...('host' in message ? [message.host] : [])].join(' '));
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
    'warning control.recordingsNotRemoved',
    'warning control.copiesNotRemoved',
    'info control.accessReturned a.example',
    'info control.accessReturned *',
  ]);
});
