import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FilePictures } from '../../../lib/capture/pictures/file-pictures.ts';
import { Mp4 } from '../../../lib/capture/pictures/mp4.ts';

const bytesOf = (value: number, length: number) =>
  Array.from({ length }, (_, index) => Math.floor(value / 256 ** (length - 1 - index)) % 256);
const textOf = (text: string) => [...new TextEncoder().encode(text)];
const box = (name: string, ...data: number[][]) => {
  const all = data.flat();
  return [...bytesOf(all.length + 8, 4), ...textOf(name), ...all];
};
/** A box whose length takes 64 bits. */
const longBox = (name: string, data: number[]) => [
  0,
  0,
  0,
  1,
  ...textOf(name),
  ...bytesOf(data.length + 16, 8),
  ...data,
];

const track = (id: number, timescale: number, kind: string, version: number) => {
  const times = bytesOf(0, version === 1 ? 16 : 8);
  return box(
    'trak',
    box('tkhd', [version, 0, 0, 3], times, bytesOf(id, 4), bytesOf(0, 60)),
    box(
      'mdia',
      box('mdhd', [version, 0, 0, 0], times, bytesOf(timescale, 4), bytesOf(0, version === 1 ? 12 : 8)),
      box('hdlr', bytesOf(0, 8), textOf(kind), bytesOf(0, 13)),
      box('minf', Array<number>(30).fill(0x74)),
    ),
  );
};

/** Part of a fragment: when it begins, and how long each piece is. Flags as Chromium writes them: sizes and durations, no defaults. */
const part = (id: number, atUnits: number, durations: number[]) =>
  box(
    'traf',
    box('tfhd', [0, 2, 0, 0x20], bytesOf(id, 4), bytesOf(0x01010000, 4)),
    box('tfdt', [1, 0, 0, 0], bytesOf(atUnits, 8)),
    box(
      'trun',
      [1, 0, 3, 5],
      bytesOf(durations.length, 4),
      bytesOf(100, 4),
      bytesOf(0, 4),
      durations.flatMap((duration) => [...bytesOf(duration, 4), ...bytesOf(700, 4)]),
    ),
  );
/** As others may write it: one duration for all of it, after two fields that Chromium leaves out. */
const evenPart = (id: number, atUnits: number, duration: number, count: number) =>
  box(
    'traf',
    box('tfhd', [0, 0, 0, 0xb], bytesOf(id, 4), bytesOf(7, 8), bytesOf(1, 4), bytesOf(duration, 4)),
    box('tfdt', [0, 0, 0, 0], bytesOf(atUnits, 4)),
    box('trun', [0, 0, 2, 0], bytesOf(count, 4), ...Array.from({ length: count }, () => bytesOf(700, 4))),
  );

/** The picture is track 1, sound track 2: eight pictures, the last at 70 s and 200 ms, sound until 70 s. */
const RECORDING = Uint8Array.from([
  ...box('ftyp', textOf('isom'), bytesOf(0, 12)),
  ...box('moov', box('mvhd', bytesOf(0, 100)), track(1, 30_000, 'vide', 1), track(2, 48_000, 'soun', 0)),
  ...box('moof', box('mfhd', bytesOf(1, 8)), part(1, 0, [1_000, 2_000, 1_500]), part(2, 0, [960, 960])),
  ...longBox('mdat', Array<number>(3_000).fill(0x6d)),
  ...box(
    'moof',
    box('mfhd', bytesOf(2, 8)),
    part(1, 70 * 30_000, [3_000, 3_000, 1]),
    evenPart(2, 69.95 * 48_000, 1_200, 3),
  ),
  ...box('mdat', Array<number>(50).fill(0)),
  ...box('moof', box('mfhd', bytesOf(3, 8)), part(1, 4_500, [500, 500]), part(1, 0, [])),
]);

const mp4 = () => new FilePictures((finder) => new Mp4(finder), 90);

describe('an MP4 recording', () => {
  test('has so many pictures, and ends there', () => {
    const count = mp4();
    expect([Mp4.begins(RECORDING), count.pictures, count.ends]).toEqual([true, 0, { pictureMs: 0, soundMs: null }]);
    count.add(RECORDING);
    expect([count.pictures, count.ends]).toEqual([8, { pictureMs: 70_200, soundMs: 70_000 }]);
  });

  test('knows the longest time without a picture, within a list or between two, while its encoder opened', () => {
    const gapMs = (openingMs: number, firstPictures: number[]) => {
      const count = new FilePictures((finder) => new Mp4(finder), openingMs);
      const tracks = box('moov', track(1, 1_000, 'vide', 0), track(2, 48_000, 'soun', 0));
      const list = (atMs: number, durations: number[]) => box('moof', part(2, 0, [480_000]), part(1, atMs, durations));
      const lengthMs = firstPictures.reduce((sum, ms) => sum + ms, 0);
      const boxes = [box('ftyp', textOf('isom')), tracks, list(0, firstPictures), list(lengthMs, [33, 20_000, 33])];
      count.add(Uint8Array.from(boxes.flat()));
      return count.openingGapMs;
    };
    expect(gapMs(6_000, [33, 6_000, 33])).toBe(6_000);
    expect(gapMs(6_000, [33, 60, 7_000])).toBe(7_000);
    expect([gapMs(90, [33, 33, 33]), gapMs(60_000, [33, 33, 33])]).toEqual([33, null]);
  });

  test('counts the same wherever the slices are cut', () => {
    const cut = fc.integer({ min: 0, max: RECORDING.length });
    fc.assert(
      fc.property(fc.array(cut, { maxLength: 40 }), (cuts) => {
        const count = mp4();
        const ends = [...cuts.toSorted((a, b) => a - b), RECORDING.length];
        for (const [index, end] of ends.entries()) count.add(RECORDING.subarray(ends[index - 1] ?? 0, end));
        expect([count.pictures, count.ends]).toEqual([8, { pictureMs: 70_200, soundMs: 70_000 }]);
      }),
    );
  });

  test('counts nothing more from where there can be no box', () => {
    for (const wrong of [box('\0\0\0\0'), [0, 0, 0, 7, ...textOf('free')]]) {
      const count = mp4();
      count.add(Uint8Array.from([...RECORDING, ...wrong]));
      expect([count.pictures, count.ends]).toEqual([null, null]);
    }
  });

  test('doesn’t believe a list that is longer than its box', () => {
    const list = box('trun', [0, 0, 1, 0], bytesOf(0xffff_ffff, 4), bytesOf(30_000, 4));
    const count = mp4();
    count.add(RECORDING);
    count.add(Uint8Array.from(box('moof', box('traf', box('tfhd', [0, 0, 0, 0], bytesOf(1, 4)), list))));
    expect([count.pictures, count.ends]).toEqual([9, { pictureMs: 70_200, soundMs: 70_000 }]);
  });
});
