import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CHUNK_UNIT_BYTES } from '../../lib/base/byte-units.ts';
import { nextChunk, type Supply } from '../../lib/upload/chunks.ts';

const UNIT = CHUNK_UNIT_BYTES;
const CHUNK = 2 * UNIT;

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
        const next = nextChunk({ ackedBytes, spooledBytes, sealedBytes, chunkBytes, early });
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

function supply(changes: Partial<Supply>): Supply {
  return { ackedBytes: 0, spooledBytes: 0, sealedBytes: null, chunkBytes: CHUNK, early: false, ...changes };
}
