import { expect, test } from 'vitest';
import { RowKeeper } from '../../lib/spool/row-keeper.ts';
import { FakeClock } from '../support/fake-clock.ts';

/** A disk whose writes end when the test says so. */
function slowDisk() {
  const writes: { readonly row: number; end(error?: Error): void }[] = [];
  const put = (row: number) =>
    new Promise<void>((resolve, reject) => {
      writes.push({ row, end: (error) => (error === undefined ? resolve() : reject(error)) });
    });
  const clock = new FakeClock();
  return { writes, clock, keeper: new RowKeeper(put, clock) };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('while a row is written the newest of those that come is written next, once', async () => {
  const { writes, keeper } = slowDisk();
  const kept: number[] = [];
  for (const row of [1, 2]) void keeper.keep(row).then(() => kept.push(row));
  await turn();
  expect(writes.map(({ row }) => row)).toEqual([2]);
  for (const row of [3, 4, 5]) void keeper.keep(row).then(() => kept.push(row));
  await turn();
  expect(writes).toHaveLength(1);
  writes[0]?.end();
  await turn();
  expect(kept).toEqual([1, 2]);
  expect(writes.map(({ row }) => row)).toEqual([2, 5]);
  writes[1]?.end();
  await turn();
  expect(kept).toEqual([1, 2, 3, 4, 5]);
});

test('the caller learns about a failure, and the next row is still written', async () => {
  const { writes, keeper } = slowDisk();
  const first = keeper.keep(1);
  await turn();
  const second = keeper.keep(2);
  writes[0]?.end(new Error('The disk is full.'));
  await expect(first).rejects.toThrow('The disk is full.');
  await turn();
  writes[1]?.end();
  await expect(second).resolves.toBeUndefined();
});

test('a write that does not end is given up, and the next row is tried', async () => {
  const { writes, clock, keeper } = slowDisk();
  const first = keeper.keep(1).catch((error: unknown) => String(error));
  await turn();
  const second = keeper.keep(2);
  await clock.advance(10_000);
  expect(await first).toContain('spool.databaseNoAnswer');
  expect(writes.map(({ row }) => row)).toEqual([1, 2]);
  writes[1]?.end();
  await expect(second).resolves.toBeUndefined();
});

test('after four writes that don’t end, none is started until one does', async () => {
  const { writes, clock, keeper } = slowDisk();
  for (let row = 1; row <= 6; row += 1) {
    keeper.keep(row).catch(() => undefined);
    await clock.advance(10_000);
  }
  expect(writes.map(({ row }) => row)).toEqual([1, 2, 3, 4]);
  writes[0]?.end();
  await turn();
  keeper.keep(7).catch(() => undefined);
  await turn();
  expect(writes.map(({ row }) => row)).toEqual([1, 2, 3, 4, 7]);
});

test('what waits to be written is dropped when it is no longer wanted', async () => {
  const { writes, keeper } = slowDisk();
  void keeper.keep(1);
  await turn();
  void keeper.keep(2);
  keeper.drop();
  writes[0]?.end();
  await turn();
  expect(writes.map(({ row }) => row)).toEqual([1]);
});
