import { expect, test } from 'vitest';
import { resumeAlarmIn } from '../../../lib/control/resume/resume-alarm.ts';
import { MemoryAlarms } from '../../support/memory-alarms.ts';

test('an alarm that rang waits twice as long, and never gives up', async () => {
  const alarms = new MemoryAlarms();
  await resumeAlarmIn(alarms).set();
  const periods = [alarms.minutes];
  for (let rings = 0; rings < 7; rings++) {
    const [lastMinutes = 0] = alarms.minutes;
    await resumeAlarmIn(alarms).waitLonger(lastMinutes);
    periods.push(alarms.minutes);
  }
  expect(periods.flat()).toEqual([0.5, 1, 2, 4, 8, 16, 32, 32]);
});

test('an alarm that rings often enough continues counting when it is set again', async () => {
  const alarms = new MemoryAlarms();
  const alarm = resumeAlarmIn(alarms);
  await alarm.set();
  await alarm.set();
  await alarm.set(5);
  expect({ minutes: alarms.minutes, created: alarms.created }).toEqual({ minutes: [0.5], created: 1 });
});

test('an alarm that was left over with a longer wait is replaced when it is set', async () => {
  const alarms = new MemoryAlarms();
  await resumeAlarmIn(alarms).waitLonger(16);
  await resumeAlarmIn(alarms).set(5);
  expect(alarms.minutes).toEqual([5]);
  await resumeAlarmIn(alarms).set();
  expect(alarms.minutes).toEqual([0.5]);
});

test('setting an alarm reports whether it was already set', async () => {
  const alarm = resumeAlarmIn(new MemoryAlarms());
  expect(await alarm.set()).toBe(false);
  expect(await alarm.set()).toBe(true);
  await alarm.clear();
  expect(await alarm.set()).toBe(false);
});
