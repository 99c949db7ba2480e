import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SpoolFile } from '../../lib/spool/spool-file.ts';
import { MemoryFile } from '../support/memory-file.ts';
import { append, bytes, type Disk, fresh, joined, open, readAll } from '../support/spool-disk.ts';

const MARK_BYTES = 8;

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

function f64(value: number): Uint8Array<ArrayBuffer> {
  const eight = new Uint8Array(8);
  new DataView(eight.buffer).setFloat64(0, value);
  return eight;
}
