import { expect, test } from 'vitest';
import { takeUpAlarmIn } from '../../entrypoints/background/take-up-alarm.ts';
import { MemoryAlarms } from './memory-alarms.ts';

test('an alarm that is set again waits twice as long, over the death of the service worker, and never gives up', async () => {
  const alarms = new MemoryAlarms();
  const periods: (readonly number[])[] = [];
  for (let worker = 0; worker < 8; worker++) {
    await takeUpAlarmIn(alarms).set();
    periods.push(alarms.minutes);
  }
  expect(periods.flat()).toEqual([0.5, 1, 2, 4, 8, 16, 32, 32]);
});

test('an alarm that was cleared begins with the shortest wait again, or with the one that is asked for', async () => {
  const alarms = new MemoryAlarms();
  const alarm = takeUpAlarmIn(alarms);
  await alarm.set();
  await alarm.set();
  await alarm.clear();
  expect(await alarm.isSet()).toBe(false);
  await alarm.set();
  expect(alarms.minutes).toEqual([0.5]);
  await alarm.set(5);
  expect(alarms.minutes).toEqual([5]);
  expect(await alarm.isSet()).toBe(true);
});
