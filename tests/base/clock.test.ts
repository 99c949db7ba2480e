import { expect, test } from 'vitest';
import { inTime, TooLateError } from '../../lib/base/clock.ts';
import { FakeClock } from '../support/fake-clock.ts';

const PATIENCE_MS = 10;

function rig() {
  const clock = new FakeClock();
  const late: string[] = [];
  const work = Promise.withResolvers<string>();
  const waiting = inTime(work.promise, PATIENCE_MS, clock, 'It took too long.', (value) => void late.push(value));
  return { clock, work, waiting, late };
}

test('what comes in time is handed on, and nothing is waited for behind it', async () => {
  const { clock, work, waiting, late } = rig();
  work.resolve('a stream');
  expect(await waiting).toBe('a stream');
  await clock.advance(PATIENCE_MS);
  expect(late).toEqual([]);
});

test('a late result is handed over to be closed, and nothing waits for it', async () => {
  const { clock, work, waiting, late } = rig();
  const reported = expect(waiting).rejects.toThrow(TooLateError);
  await clock.advance(PATIENCE_MS);
  await reported;
  work.resolve('a stream');
  await clock.advance(0);
  expect(late).toEqual(['a stream']);
});

test('an error is reported as it is', async () => {
  const { work, waiting } = rig();
  work.reject(new Error('There is no camera.'));
  await expect(waiting).rejects.toThrow('There is no camera.');
});
