import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { blankRow, type RecordingRow } from '../../lib/spool/row.ts';
import { RowCopy, rowIn } from '../../lib/spool/row-copy.ts';
import { MemoryFile } from '../support/memory-file.ts';

/** Before the text of each half. */
const HEAD_BYTES = 12;

const row = (changes: Partial<RecordingRow> = {}): RecordingRow => ({ ...blankRow('a', 0), ...changes });

/** What can be read of the file by another process. */
const readable = (file: MemoryFile) => rowIn(file.bytes);

/** Whether these words are anywhere in the file, at least so often. */
function holds(file: MemoryFile, words: string, times = 1): boolean {
  return new TextDecoder().decode(file.bytes).split(words).length > times;
}

describe('a copy of a row', () => {
  test('is the row that was written last, by whoever opened it last', () => {
    const file = new MemoryFile();
    expect(rowIn(file.bytes)).toBeNull();
    for (let opening = 0; opening < 3; opening += 1) {
      const copy = new RowCopy(file);
      for (let change = 0; change < 3; change += 1) {
        const title = `${opening} ${change} – „Ünï“`;
        copy.write(row({ title }));
        expect(readable(file)).toEqual(row({ title }));
      }
      copy.close();
    }
  });

  test('has nothing any more of what the row has forgotten', () => {
    const file = new MemoryFile();
    const copy = new RowCopy(file);
    copy.write(row({ uploadUrl: 'https://h.example/a?upload_id=SECRET' }));
    expect(holds(file, 'SECRET')).toBe(true);
    copy.write(row());
    expect(holds(file, 'SECRET')).toBe(false);
  });

  test('cut off at any byte of a change, it is the row before or the row after', () => {
    const before = row({ title: 'before' });
    const after = row({ title: 'after' });
    const file = new MemoryFile();
    new RowCopy(file).write(before);
    const [beforeBytes, afterBytes] = [before, after].map((of) => HEAD_BYTES + JSON.stringify(of).length) as [
      number,
      number,
    ];
    for (let takenBytes = 0; takenBytes < afterBytes + beforeBytes; takenBytes += 1) {
      const torn = new MemoryFile(file.bytes);
      const copy = new RowCopy(torn);
      let left = takenBytes;
      const { write, truncate } = torn;
      torn.write = (bytes, options) => {
        const taken = bytes.subarray(0, Math.min(left, bytes.length));
        left -= taken.length;
        write.call(torn, taken, options);
        if (left === 0) throw new KilledError();
        return taken.length;
      };
      torn.truncate = () => {
        throw new KilledError();
      };
      expect(() => copy.write(after)).toThrow(KilledError);
      // As soon as the newer one is whole, it counts.
      const kept = takenBytes < afterBytes ? before : after;
      expect(readable(torn)).toEqual(kept);
      // Whoever opens it next leaves nothing of the other.
      Object.assign(torn, { write, truncate });
      new RowCopy(torn);
      expect([readable(torn), holds(torn, '"blocked"', 2)]).toEqual([kept, false]);
    }
  });

  test('takes changes on a full disk: all of it was written at the beginning', () => {
    const file = new MemoryFile();
    const copy = new RowCopy(file);
    const bytes = file.bytes.length;
    copy.write(row({ title: 'a' }));
    copy.write(row({ title: 'b', markersMs: Array.from({ length: 500 }, (_, index) => index * 1_000) }));
    expect(file.bytes.length).toBe(bytes);
  });

  test('that cannot be renewed is gone: an old one could mislead', () => {
    const file = new MemoryFile();
    const copy = new RowCopy(file);
    copy.write(row({ title: 'before' }));
    const bytes = file.bytes.length;
    file.freeBytes = 0;
    expect(() => copy.write(row({ title: 'after' }))).toThrow();
    expect(readable(file)).toBeNull();
    expect(holds(file, 'before')).toBe(false);
    file.freeBytes = Number.POSITIVE_INFINITY;
    copy.write(row({ title: 'later' }));
    expect(readable(file)).toEqual(row({ title: 'later' }));
    expect(file.bytes.length).toBe(bytes);
  });

  test('doesn’t take a row that is longer than its place', () => {
    const file = new MemoryFile();
    const copy = new RowCopy(file);
    copy.write(row({ title: 'before' }));
    expect(() => copy.write(row({ title: 'x'.repeat(40_000) }))).toThrow(RangeError);
    expect(readable(file)).toBeNull();
    copy.write(row({ title: 'after' }));
    expect(readable(file)).toEqual(row({ title: 'after' }));
  });

  test('damaged at any place, it is the row or nothing', () => {
    const file = new MemoryFile();
    new RowCopy(file).write(row({ title: 'whole' }));
    fc.assert(
      fc.property(
        fc.nat(file.bytes.length - 1),
        fc.integer({ min: 1, max: 255 }),
        fc.boolean(),
        (at, change, isCut) => {
          const bytes = isCut ? file.bytes.slice(0, at) : file.bytes;
          if (!isCut) bytes[at] = (bytes[at] ?? 0) ^ change;
          expect([null, row({ title: 'whole' })]).toContainEqual(rowIn(bytes));
        },
      ),
    );
  });
});

/** Nothing runs after this. */
class KilledError extends Error {}
