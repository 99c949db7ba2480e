import { expect, test } from 'vitest';
import { createRound, type RoundPorts } from '../../../lib/control/storage/rounds.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { MemoryAlarms } from '../../support/memory-alarms.ts';

function round(ports: Partial<RoundPorts> = {}) {
  const log: string[] = [];
  const alarms = new MemoryAlarms();
  const clock = new FakeClock();
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
    clock,
    ...ports,
  });
  return { make, log, alarms, clock };
}

test('there is one tomorrow, also when the worker starts often', async () => {
  const { make, alarms, clock } = round();
  await make();
  await clock.advance(60_000);
  await make();
  expect({ minutes: alarms.minutes, created: alarms.created }).toEqual({ minutes: [24 * 60], created: 1 });
});

test('a copy that may still be read is looked at again soon', async () => {
  let isRead = true;
  const { make, alarms, clock } = round({ removeCopies: async () => isRead });
  await make();
  expect(alarms.delays).toEqual([1]);
  isRead = false;
  await clock.advance(60_000);
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

test('a hundred deletions need two: one at once, and one that sees the last of them', async () => {
  let [stored, rounds] = [100, 0];
  const seen: number[] = [];
  const { make, clock } = round({
    removeExpired: async () => {
      rounds += 1;
      seen.push(stored);
      return { files: [], records: [] };
    },
  });
  const made: Promise<void>[] = [];
  for (; stored > 0; stored -= 1) {
    made.push(make());
    await clock.advance(40);
  }
  await clock.advance(10_000);
  await Promise.all(made);
  expect([rounds, seen]).toEqual([2, [100, 0]]);
});
