import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FilePictures } from '../../../lib/capture/pictures/file-pictures.ts';
import { Webm } from '../../../lib/capture/pictures/webm.ts';

const UNKNOWN = [0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];

function element(id: number[], data: number[]): number[] {
  return [...id, 0x10, (data.length >> 16) & 0xff, (data.length >> 8) & 0xff, data.length & 0xff, ...data];
}

const track = (number: number, type: number) => element([0xae], [0xd7, 0x81, number, 0x83, 0x81, type]);
const block = (number: number, atMs: number, bytes: number) =>
  element([0xa3], [0x80 | number, (atMs >> 8) & 0xff, atMs & 0xff, 0, ...Array<number>(bytes).fill(0xa3)]);

/**
 * Sound is track 1, the picture track 2; seven pictures in two clusters, one of them in a group. The second cluster begins at
 * 70,000 ms, with a sound from before.
 */
const RECORDING = Uint8Array.from([
  ...element([0x1a, 0x45, 0xdf, 0xa3], Array<number>(20).fill(0)),
  ...[0x18, 0x53, 0x80, 0x67],
  ...UNKNOWN,
  ...element([0x15, 0x49, 0xa9, 0x66], Array<number>(30).fill(0xa3)),
  ...element([0x16, 0x54, 0xae, 0x6b], [...track(1, 2), ...track(2, 1)]),
  ...[0x1f, 0x43, 0xb6, 0x75],
  ...UNKNOWN,
  ...element([0xe7], [0]),
  ...[block(2, 0, 900), block(1, 3, 50), block(2, 33, 20), block(1, 63, 50), block(2, 66, 300), block(2, 99, 3)].flat(),
  ...[0x1f, 0x43, 0xb6, 0x75],
  ...UNKNOWN,
  ...element([0xe7], [0x01, 0x11, 0x70]),
  ...[block(2, 0, 200), block(1, -300, 50), block(2, 1_033, 1)].flat(),
  ...element([0xa0], element([0xa1], [0x82, 0x03, 0xe8, 0, 1, 2, 3])),
]);

const webm = () => new FilePictures((finder) => new Webm(finder), 90);

describe('a WebM recording', () => {
  test('counts video blocks, not audio blocks', () => {
    const count = webm();
    count.add(RECORDING);
    expect(count.pictures).toBe(7);
  });

  test('knows when the last picture and the last sound begin', () => {
    const count = webm();
    expect(count.ends).toEqual({ pictureMs: 0, soundMs: null });
    count.add(RECORDING);
    expect(count.ends).toEqual({ pictureMs: 71_033, soundMs: 69_700 });
  });

  test('knows the longest time without a picture of which the beginning is from before its encoder was open', () => {
    const gapMs = (openingMs: number, bytes = RECORDING) => {
      const count = new FilePictures((finder) => new Webm(finder), openingMs);
      count.add(bytes);
      return count.openingGapMs;
    };
    // Pictures at 0, 33, 66, 99, 70,000, 71,000, and 71,033 ms.
    expect([0, 33, 90, 99].map((openingMs) => gapMs(openingMs))).toEqual([33, 33, 33, 33]);
    expect([100, 70_000].map((openingMs) => gapMs(openingMs))).toEqual([69_901, 69_901]);
    expect([gapMs(80_000), gapMs(100, RECORDING.subarray(0, 1_500))]).toEqual([null, null]);
  });

  test('counts the same wherever the slices are cut', () => {
    const cut = fc.integer({ min: 0, max: RECORDING.length });
    fc.assert(
      fc.property(fc.array(cut, { maxLength: 40 }), (cuts) => {
        const count = webm();
        const ends = [...cuts.toSorted((a, b) => a - b), RECORDING.length];
        for (const [index, end] of ends.entries()) count.add(RECORDING.subarray(ends[index - 1] ?? 0, end));
        expect(count.pictures).toBe(7);
        expect(count.ends).toEqual({ pictureMs: 71_033, soundMs: 69_700 });
      }),
    );
  });

  test('counts nothing in what isn’t WebM', () => {
    const count = webm();
    count.add(new TextEncoder().encode('\0\0\0\x20ftypisom and so on'));
    expect([count.pictures, count.ends]).toEqual([null, null]);
  });
});
