import { expect, test } from 'vitest';
import { inTime } from '../../entrypoints/offscreen/in-time.ts';

function rig() {
  let timeIsUp: () => void = () => undefined;
  const late: string[] = [];
  const work = Promise.withResolvers<string>();
  const waiting = inTime(work.promise, {
    patienceMs: 10,
    sentence: 'It took too long.',
    later: (_delayMs, callback) => {
      timeIsUp = callback;
    },
    onLate: (value) => late.push(value),
  });
  return { work, waiting, late, timeIsUp: () => timeIsUp() };
}

test('what comes in time is handed on', async () => {
  const { work, waiting, late, timeIsUp } = rig();
  work.resolve('a stream');
  expect(await waiting).toBe('a stream');
  timeIsUp();
  expect(late).toEqual([]);
});

test('what comes too late is handed over to be closed, and nobody waited for it', async () => {
  const { work, waiting, late, timeIsUp } = rig();
  timeIsUp();
  await expect(waiting).rejects.toThrow('It took too long.');
  work.resolve('a stream');
  await work.promise;
  await Promise.resolve();
  expect(late).toEqual(['a stream']);
});

test('an error is told as it is', async () => {
  const { work, waiting } = rig();
  work.reject(new Error('There is no camera.'));
  await expect(waiting).rejects.toThrow('There is no camera.');
});
