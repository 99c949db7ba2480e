import { expect, test } from 'vitest';
import { MIB } from '../../lib/base/byte-units.ts';
import { Ballast } from '../../lib/spool/ballast.ts';
import { MemoryFile } from '../support/memory-file.ts';

const BALLAST_BYTES = 16 * MIB;

async function rig(freeBytes: number | null = 1_000 * MIB, file = new MemoryFile()) {
  const ballast = new Ballast({ open: async () => file, freeBytes: async () => freeBytes });
  await ballast.hold();
  const seconds = (count: number) => {
    for (let second = 0; second < count; second += 1) ballast.grow();
  };
  return { ballast, file, seconds };
}

test('it grows piece by piece to its size, which stays, and the next recording adds nothing', async () => {
  const { file, seconds } = await rig();
  seconds(3);
  expect(file.getSize()).toBe(6 * MIB);
  seconds(60);
  expect(file.getSize()).toBe(BALLAST_BYTES);
  expect(file.flushed).toHaveLength(BALLAST_BYTES);
  const next = await rig(1_000 * MIB, file);
  next.seconds(60);
  expect(file.getSize()).toBe(BALLAST_BYTES);
});

test('on a full disk all of it is given back, and not taken again', async () => {
  const { ballast, file, seconds } = await rig();
  seconds(60);
  ballast.drop();
  seconds(60);
  expect([file.getSize(), file.flushed.length]).toEqual([0, 0]);
});

test.each([127 * MIB, null])('with %s bytes free, none is taken, but what is there can be given back', async (free) => {
  const { ballast, file, seconds } = await rig(free, new MemoryFile(new Uint8Array(MIB)));
  seconds(60);
  expect(file.getSize()).toBe(MIB);
  ballast.drop();
  expect(file.getSize()).toBe(0);
});

test('every engine can give it back, and none that still grows takes it again', async () => {
  const { file, seconds } = await rig();
  seconds(3);
  let created = false;
  const uploading = new Ballast({
    open: async (create) => {
      created ||= create;
      return file;
    },
    freeBytes: () => Promise.reject(new Error('Nothing is recorded.')),
  });
  await uploading.find();
  uploading.grow();
  expect(file.getSize()).toBe(6 * MIB);
  expect(uploading.drop()).toBe(true);
  expect([file.getSize(), created, uploading.drop()]).toEqual([0, false, false]);
  seconds(60);
  expect(file.getSize()).toBe(0);
});

test('a disk that fills up while it grows gets all of it back', async () => {
  const { file, seconds } = await rig();
  file.freeBytes = 3 * MIB;
  seconds(60);
  expect(file.getSize()).toBe(0);
});

test('without a file, or with one that refuses, nothing happens', async () => {
  const ballast = new Ballast({ open: () => Promise.reject(new Error('In use.')), freeBytes: async () => 1e12 });
  await ballast.hold();
  await ballast.find();
  ballast.grow();
  expect(ballast.drop()).toBe(false);
  const { ballast: another, file } = await rig();
  file.truncateError = new Error('No.');
  expect(another.drop()).toBe(false);
});
