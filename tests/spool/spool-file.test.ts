import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { SpoolFile } from '../../lib/spool/spool-file.ts';
import { MemoryFile } from '../support/memory-file.ts';
import { NodeFile } from '../support/node-file.ts';
import { openFile } from '../support/open-file.ts';
import { append, bytes, type Disk, fresh, joined, open, read, readAll } from '../support/spool-disk.ts';

const directory = mkdtempSync(join(tmpdir(), 'spool-'));

let files = 0;

afterAll(() => rmSync(directory, { recursive: true }));

function memoryDisk(): Disk {
  const media = new MemoryFile();
  const marks = new MemoryFile();
  return { media: () => openFile(media), marks: () => openFile(marks) };
}

function nodeDisk(): Disk {
  files += 1;
  const path = join(directory, String(files));
  return { media: () => new NodeFile(`${path}.media`), marks: () => new NodeFile(`${path}.marks`) };
}

describe.each([
  ['in memory', memoryDisk],
  ['on a real disk', nodeDisk],
])('a spool %s', (_title, makeDisk) => {
  test('returns what was committed, byte for byte', () => {
    const spool = open(makeDisk());
    append(spool, bytes(10, 1));
    append(spool, bytes(5, 2));
    expect(spool.committedBytes).toBe(15);
    expect(readAll(spool)).toEqual(joined(bytes(10, 1), bytes(5, 2)));
    expect(read(spool, 8, 4)).toEqual(new Uint8Array([9, 10, 2, 3]));
  });

  test('counts a slice of several pieces only when it is whole', () => {
    const spool = open(makeDisk());
    spool.write(bytes(10, 1));
    spool.write(bytes(5, 2));
    expect(spool.committedBytes).toBe(0);
    expect(() => read(spool, 0, 1)).toThrow(RangeError);
    spool.commit();
    expect(spool.committedBytes).toBe(15);
  });

  test('never reads beyond what is committed', () => {
    const spool = open(makeDisk());
    append(spool, bytes(10, 1));
    spool.write(bytes(5, 2));
    expect(() => read(spool, 6, 5)).toThrow(RangeError);
  });

  test('is found again as it was left', () => {
    const disk = makeDisk();
    const before = open(disk);
    append(before, bytes(10, 1));
    append(before, bytes(300, 7));
    before.close();
    const after = open(disk);
    expect(readAll(after)).toEqual(joined(bytes(10, 1), bytes(300, 7)));
    append(after, bytes(3, 9));
    expect(open(disk).committedBytes).toBe(313);
  });

  test('cuts off a slice that was not ended', () => {
    const disk = makeDisk();
    const before = open(disk);
    append(before, bytes(10, 1));
    before.write(bytes(99, 2));
    const after = open(disk);
    expect(after.committedBytes).toBe(10);
    // Whoever reads the file itself, to play it or to copy it, finds whole slices only.
    expect(disk.media().getSize()).toBe(10);
    append(after, bytes(2, 3));
    expect(readAll(after)).toEqual(joined(bytes(10, 1), bytes(2, 3)));
  });

  test('forgets the pieces of a slice that was taken back', () => {
    const disk = makeDisk();
    const spool = open(disk);
    append(spool, bytes(10, 1));
    spool.write(bytes(99, 2));
    spool.takeBack();
    append(spool, bytes(2, 3));
    expect(readAll(spool)).toEqual(joined(bytes(10, 1), bytes(2, 3)));
    expect(disk.media().getSize()).toBe(12);
  });

  test('is empty at the beginning, and nothing was recorded when it is found so', () => {
    const disk = makeDisk();
    expect(open(disk).committedBytes).toBe(0);
    expect(open(disk).committedBytes).toBe(0);
  });
});

test('a slice is flushed before its mark is written, and the mark after it', () => {
  const order: string[] = [];
  const media = new MemoryFile(undefined, () => order.push('media flushed'));
  const marks = new MemoryFile(undefined, () => order.push('mark flushed'));
  const spool = new SpoolFile(media, marks);
  const write = marks.write.bind(marks);
  marks.write = (piece, options) => {
    order.push('mark written');
    return write(piece, options);
  };
  append(spool, bytes(10, 1));
  expect(order).toEqual(['media flushed', 'mark written', 'mark flushed']);
});

test('both files are closed', () => {
  const { spool, media, marks } = fresh();
  spool.close();
  expect([media.closed, marks.closed]).toEqual([true, true]);
});
