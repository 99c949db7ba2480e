import { describe, expect, test } from 'vitest';
import { SpoolFile, SpoolWriteError, type SyncFile } from '../../lib/spool/spool-file.ts';
import { MemoryFile } from '../support/memory-file.ts';
import { append, bytes, fresh, joined, open, read, readAll } from '../support/spool-disk.ts';

const MARK_BYTES = 8;

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

  test('is full in the middle of a slice: the whole slice is taken back, everything before it is kept', () => {
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

  test('has the cause in the error', () => {
    const { spool, media } = fresh();
    media.freeBytes = 0;
    expect(() => spool.write(bytes(1, 1))).toThrow(
      expect.objectContaining({ name: 'SpoolWriteError', cause: expect.any(Error) }),
    );
  });

  test('no longer returns its bytes: reading reports where it ends', () => {
    const { spool, media } = fresh();
    append(spool, bytes(10, 1));
    media.truncate(4);
    expect(() => read(spool, 0, 10)).toThrow('"firstByte":4');
  });
});
