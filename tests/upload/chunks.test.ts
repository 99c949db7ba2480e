import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CHUNK_UNIT_BYTES } from '../../lib/base/byte-units.ts';
import { nextChunk, type Supply } from '../../lib/upload/chunks.ts';
import { UNITS_OF_256_KIB } from '../../lib/upload/protocols/chunk-rule.ts';

const UNIT = CHUNK_UNIT_BYTES;
const CHUNK = 2 * UNIT;
const rule = UNITS_OF_256_KIB;

describe('while the recording may still grow', () => {
  test.each([
    ['nothing is there', 0, null],
    ['less than a chunk is there', CHUNK - 1, null],
    ['exactly a chunk is there: the last request would have nothing to carry', CHUNK, null],
    ['a byte more than a chunk is there', CHUNK + 1, { range: { start: 0, end: CHUNK }, last: false }],
    ['much is there: still one chunk', 9 * CHUNK, { range: { start: 0, end: CHUNK }, last: false }],
  ])('%s', (_title, spooledBytes, expected) => {
    expect(nextChunk(supply({ spooledBytes }))).toEqual(expected);
  });

  test('a chunk starts where the server stands, be it in the middle of one', () => {
    const next = nextChunk(supply({ ackedBytes: 77, spooledBytes: 77 + CHUNK + 1 }));
    expect(next).toEqual({ range: { start: 77, end: 77 + CHUNK }, last: false });
  });
});

describe('when the recording is sealed', () => {
  test.each([
    ['a single byte is the last piece', 1, { range: { start: 0, end: 1 }, last: true }],
    ['exactly a chunk is the last piece', CHUNK, { range: { start: 0, end: CHUNK }, last: true }],
    ['a byte more than a chunk is cut once more', CHUNK + 1, { range: { start: 0, end: CHUNK }, last: false }],
    ['of exactly n chunks one is kept for the last piece', 3 * CHUNK, { range: { start: 0, end: CHUNK }, last: false }],
  ])('%s', (_title, sealedBytes, expected) => {
    expect(nextChunk(supply({ spooledBytes: sealedBytes, sealedBytes }))).toEqual(expected);
  });

  test('nothing is left when the server has it all', () => {
    expect(nextChunk(supply({ ackedBytes: CHUNK, spooledBytes: CHUNK, sealedBytes: CHUNK }))).toBeNull();
  });
});

describe('sending early', () => {
  test.each([
    ['less than a unit waits', UNIT - 1, null],
    ['exactly a unit waits: one byte must be left for the last request', UNIT, null],
    ['a byte more than a unit sends the unit', UNIT + 1, { range: { start: 0, end: UNIT }, last: false }],
    ['exactly a chunk sends one unit less', CHUNK, { range: { start: 0, end: CHUNK - UNIT }, last: false }],
    ['more than a chunk sends a chunk', CHUNK + 1, { range: { start: 0, end: CHUNK }, last: false }],
  ])('%s', (_title, spooledBytes, expected) => {
    expect(nextChunk(supply({ spooledBytes, early: true }))).toEqual(expected);
  });

  test('makes no difference to the last piece', () => {
    const sealed = { spooledBytes: 9, sealedBytes: 9, early: true };
    expect(nextChunk(supply(sealed))).toEqual({ range: { start: 0, end: 9 }, last: true });
  });
});

test('whatever is there: pieces are units, the last is not empty, and together they are the recording', () => {
  const growth = fc.array(fc.integer({ min: 1, max: 3 * CHUNK }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(growth, fc.boolean(), fc.integer({ min: 1, max: 4 }), (slices, early, units) => {
      const chunkBytes = units * UNIT;
      let spooledBytes = 0;
      let ackedBytes = 0;
      const send = (sealedBytes: number | null) => {
        const next = nextChunk({ ackedBytes, spooledBytes, sealedBytes, chunkBytes, rule, early });
        if (next === null) return false;
        const { start, end } = next.range;
        expect(start).toBe(ackedBytes);
        expect(end).toBeGreaterThan(start);
        expect(end - start).toBeLessThanOrEqual(chunkBytes);
        if (next.last) expect(end).toBe(sealedBytes);
        else {
          expect((end - start) % UNIT).toBe(0);
          expect(end).toBeLessThan(spooledBytes);
        }
        ackedBytes = end;
        return !next.last;
      };
      for (const bytes of slices) {
        spooledBytes += bytes;
        while (send(null));
      }
      while (send(spooledBytes));
      expect(ackedBytes).toBe(spooledBytes);
    }),
  );
});

describe('where the protocol limits how it is cut', () => {
  const MIB = 4 * UNIT;
  const s3 = { unitBytes: MIB, minBytes: 5 * MIB, maxParts: 100 };

  test('an early piece has whole units, and no fewer bytes than it may have', () => {
    const early = (spooledBytes: number) =>
      nextChunk(supply({ spooledBytes, chunkBytes: 8 * MIB, rule: s3, early: true }));
    expect(early(5 * MIB)).toBeNull();
    expect(early(5 * MIB + 1)?.range).toEqual({ start: 0, end: 5 * MIB });
    expect(early(7 * MIB)?.range).toEqual({ start: 0, end: 6 * MIB });
  });

  test('a chunk that is set smaller is as large as it must be', () => {
    expect(nextChunk(supply({ spooledBytes: 9 * MIB, rule: s3 }))?.range).toEqual({ start: 0, end: 5 * MIB });
  });

  test('pieces grow with the recording, so that their number is enough for a long one', () => {
    let [ackedBytes, parts] = [0, 0];
    const sealedBytes = 8 * MIB * s3.maxParts;
    for (let next = send(); next !== null; next = send()) {
      ackedBytes = next.range.end;
      parts += 1;
    }
    expect(ackedBytes).toBe(sealedBytes);
    expect(parts).toBeLessThanOrEqual(s3.maxParts);

    function send() {
      return nextChunk(supply({ ackedBytes, spooledBytes: sealedBytes, sealedBytes, chunkBytes: 8 * MIB, rule: s3 }));
    }
  });
});

function supply(changes: Partial<Supply>): Supply {
  return { ackedBytes: 0, spooledBytes: 0, sealedBytes: null, chunkBytes: CHUNK, rule, early: false, ...changes };
}
