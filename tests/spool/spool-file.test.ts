import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { SpoolFile, SpoolWriteError, type SyncFile } from '../../lib/spool/spool-file.ts';
import { MemoryFile } from '../support/memory-file.ts';
import { NodeFile } from '../support/node-file.ts';
import { openFile } from '../support/open-file.ts';

const MARK_BYTES = 8;
const directory = mkdtempSync(join(tmpdir(), 'spool-'));
let files = 0;

afterAll(() => rmSync(directory, { recursive: true }));

/** Two files that can be opened again. */
interface Disk {
  media(): SyncFile;
  marks(): SyncFile;
}

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
  test('gives back what was committed, byte for byte', () => {
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

describe('after a crash', () => {
  const slices = [bytes(9, 1), bytes(20, 40), bytes(1, 90), bytes(13, 120)];
  const lengths = [9, 29, 30, 43];

  test('that tore the media at any byte, the recording is every whole slice before it', () => {
    const { media, marks } = written(slices);
    for (let at = 0; at <= media.length; at += 1) {
      const spool = open(found(media.subarray(0, at), marks));
      const whole = lengths.findLast((length) => length <= at) ?? null;
      // Before the first slice is whole, what there is counts for more than nothing.
      expect(spool.committedBytes).toBe(whole ?? at);
      expect(readAll(spool)).toEqual(media.slice(0, whole ?? at));
    }
  });

  test('that tore the marks at any byte, the recording ends with the last whole mark', () => {
    const { media, marks } = written(slices);
    for (let at = 1; at <= marks.length; at += 1) {
      const spool = open(found(media, marks.subarray(0, at)));
      const wholeMarks = Math.floor(at / MARK_BYTES);
      expect(spool.committedBytes).toBe(wholeMarks === 0 ? media.length : lengths[wholeMarks - 1]);
    }
  });

  test('that left noise or nothing in place of the last marks, the marks before them count', () => {
    const { media, marks } = written(slices);
    const noises = [new Uint8Array(8), new Uint8Array(8).fill(0xff), f64(-1), f64(44), f64(12.5), f64(2 ** 60)];
    for (const noise of noises) {
      expect(open(found(media, joined(marks, noise))).committedBytes).toBe(43);
      expect(open(found(media, joined(marks.slice(0, 16), noise))).committedBytes).toBe(29);
    }
  });

  test('that lost every mark, everything there is counts', () => {
    const { media } = written(slices);
    expect(open(found(media, new Uint8Array(0))).committedBytes).toBe(43);
  });

  test('a mark that promised what was not there is not believed later, when the file has grown', () => {
    const { media, marks } = written(slices);
    const disk = found(media.subarray(0, 31), marks);
    const spool = open(disk);
    expect(spool.committedBytes).toBe(30);
    spool.write(bytes(50, 1));
    expect(open(disk).committedBytes).toBe(30);
  });

  test('at any moment of any recording, whatever was committed is there', () => {
    const pieces = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 8 }), fc.nat(), fc.nat(), (recording, mediaCut, marksCut) => {
        const media = new MemoryFile();
        const marks = new MemoryFile();
        const spool = new SpoolFile(media, marks);
        let at = 0;
        for (const slice of recording) {
          for (const length of slice) {
            spool.write(bytes(length, at));
            at += length;
          }
          spool.commit();
        }
        const { committedBytes } = spool;
        spool.write(bytes(30, at));
        // What was flushed is kept; of the rest, any part.
        const kept = torn(media, mediaCut);
        const after = open(found(kept, torn(marks, marksCut)));
        if (committedBytes > 0) expect(after.committedBytes).toBe(committedBytes);
        expect(readAll(after)).toEqual(kept.slice(0, after.committedBytes));
      }),
    );
  });
});

describe('a disk that fails', () => {
  test('takes only a part at a time: the rest follows', () => {
    const media = new MemoryFile();
    const short: SyncFile = Object.assign(Object.create(media), {
      write: (piece: Uint8Array<ArrayBuffer>, options: { at: number }) => media.write(piece.subarray(0, 3), options),
      read: (into: Uint8Array<ArrayBuffer>, options: { at: number }) => media.read(into.subarray(0, 2), options),
      getSize: () => media.getSize(),
      truncate: (size: number) => media.truncate(size),
      flush: () => media.flush(),
    });
    const spool = new SpoolFile(short, new MemoryFile());
    append(spool, bytes(10, 1));
    expect(readAll(spool)).toEqual(bytes(10, 1));
  });

  test('is full in the middle of a slice: the slice is taken back as a whole, everything before it is kept', () => {
    for (let freeBytes = 0; freeBytes < 20; freeBytes += 1) {
      const { spool, media } = fresh();
      append(spool, bytes(10, 1));
      media.freeBytes = freeBytes;
      expect(() => {
        spool.write(bytes(8, 50));
        spool.write(bytes(12, 60));
      }).toThrow(SpoolWriteError);
      expect(readAll(spool)).toEqual(bytes(10, 1));
      expect(media.getSize()).toBe(10);
      media.freeBytes = Number.POSITIVE_INFINITY;
      append(spool, bytes(2, 3));
      expect(readAll(spool)).toEqual(joined(bytes(10, 1), bytes(2, 3)));
    }
  });

  test('does not flush: nothing of the slice is called committed', () => {
    const { spool, media } = fresh();
    append(spool, bytes(10, 1));
    spool.write(bytes(5, 2));
    media.flushError = new Error('EIO');
    expect(() => spool.commit()).toThrow(SpoolWriteError);
    expect(spool.committedBytes).toBe(10);
    expect(media.getSize()).toBe(10);
  });

  test('does not take a mark: the slice is taken back, at once and after a crash', () => {
    for (let freeBytes = 0; freeBytes < MARK_BYTES; freeBytes += 1) {
      const { spool, media, marks } = fresh();
      append(spool, bytes(10, 1));
      spool.write(bytes(5, 2));
      marks.freeBytes = freeBytes;
      expect(() => spool.commit()).toThrow(SpoolWriteError);
      expect(spool.committedBytes).toBe(10);
      expect(open({ media: () => media, marks: () => marks }).committedBytes).toBe(10);
    }
  });

  test('does not flush a mark: what it promised does not come true when more is written', () => {
    const { spool, media, marks } = fresh();
    append(spool, bytes(10, 1));
    spool.write(bytes(5, 2));
    marks.flushError = new Error('EIO');
    expect(() => spool.commit()).toThrow(SpoolWriteError);
    spool.write(bytes(50, 3));
    expect(open({ media: () => media, marks: () => marks }).committedBytes).toBe(10);
  });

  test('refuses even to take back: what counts is untouched, and the next slice is in its place', () => {
    const { spool, media } = fresh();
    append(spool, bytes(10, 1));
    media.freeBytes = 3;
    media.truncateError = new Error('EIO');
    expect(() => spool.write(bytes(5, 2))).toThrow(SpoolWriteError);
    media.freeBytes = Number.POSITIVE_INFINITY;
    append(spool, bytes(5, 7));
    expect(readAll(spool)).toEqual(joined(bytes(10, 1), bytes(5, 7)));
  });

  test('says why, for those who look', () => {
    const { spool, media } = fresh();
    media.freeBytes = 0;
    expect(() => spool.write(bytes(1, 1))).toThrow(
      expect.objectContaining({ name: 'SpoolWriteError', cause: expect.any(Error) }),
    );
  });

  test('no longer gives back what it took: reading says where it ends', () => {
    const { spool, media } = fresh();
    append(spool, bytes(10, 1));
    media.truncate(4);
    expect(() => read(spool, 0, 10)).toThrow('"firstByte":4');
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

test('both files are let go of', () => {
  const { spool, media, marks } = fresh();
  spool.close();
  expect([media.closed, marks.closed]).toEqual([true, true]);
});

function open(disk: Disk): SpoolFile {
  return new SpoolFile(disk.media(), disk.marks());
}

function fresh() {
  const media = new MemoryFile();
  const marks = new MemoryFile();
  return { media, marks, spool: new SpoolFile(media, marks) };
}

function found(media: Uint8Array<ArrayBuffer>, marks: Uint8Array<ArrayBuffer>): Disk {
  const files = { media: new MemoryFile(media), marks: new MemoryFile(marks) };
  return { media: () => files.media, marks: () => files.marks };
}

function written(slices: readonly Uint8Array<ArrayBuffer>[]) {
  const { spool, media, marks } = fresh();
  for (const slice of slices) append(spool, slice);
  return { media: media.bytes, marks: marks.bytes };
}

/** What a crash may leave of a file: everything that was flushed, and any part of the rest. */
function torn(file: MemoryFile, cut: number): Uint8Array<ArrayBuffer> {
  const unflushed = file.bytes.length - file.flushed.length;
  return file.bytes.slice(0, file.flushed.length + (cut % (unflushed + 1)));
}

function append(spool: SpoolFile, slice: Uint8Array<ArrayBuffer>): void {
  spool.write(slice);
  spool.commit();
}

function read(spool: SpoolFile, start: number, length: number): Uint8Array {
  const into = new Uint8Array(length);
  spool.read(start, into);
  return into;
}

function readAll(spool: SpoolFile): Uint8Array {
  return read(spool, 0, spool.committedBytes);
}

function bytes(length: number, first: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length }, (_, at) => first + at);
}

function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

function f64(value: number): Uint8Array<ArrayBuffer> {
  const eight = new Uint8Array(8);
  new DataView(eight.buffer).setFloat64(0, value);
  return eight;
}
