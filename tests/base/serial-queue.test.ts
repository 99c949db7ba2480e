import { expect, test } from 'vitest';
import { SerialQueue } from '../../lib/base/serial-queue.ts';

test('one job after the other, in the order they were asked for', async () => {
  const queue = new SerialQueue();
  const seen: string[] = [];
  const first = Promise.withResolvers<void>();
  const jobs = [
    queue.add(async () => {
      seen.push('first begins');
      await first.promise;
      seen.push('first ends');
      return 1;
    }),
    queue.add(async () => {
      seen.push('second');
      return 2;
    }),
  ];
  await Promise.resolve();
  first.resolve();
  expect(await Promise.all(jobs)).toEqual([1, 2]);
  expect(seen).toEqual(['first begins', 'first ends', 'second']);
});

test('a job that fails tells its caller and does not hold up the next', async () => {
  const queue = new SerialQueue();
  const failing = queue.add(() => Promise.reject(new Error('no')));
  const next = queue.add(async () => 'done');
  await expect(failing).rejects.toThrow('no');
  expect(await next).toBe('done');
});
