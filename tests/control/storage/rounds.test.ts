import { expect, test } from 'vitest';
import { createRound, inRounds, type RoundPorts } from '../../../lib/control/storage/rounds.ts';
import { FakeClock } from '../../support/fake-clock.ts';
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

test('a hundred deletions need two: one at once, and one that sees the last of them', async () => {
  const clock = new FakeClock();
  const seen: number[] = [];
  let stored = 100;
  const makeRound = inRounds(async () => void seen.push(stored), {
    now: () => clock.monotonicMs(),
    later: (delayMs, callback) => clock.at(delayMs, callback),
  });
  for (; stored > 0; stored -= 1) {
    makeRound();
    await clock.advance(40);
  }
  await clock.advance(60_000);
  expect(seen).toEqual([100, 0]);
});
