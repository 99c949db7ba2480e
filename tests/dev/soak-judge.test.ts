import { expect, test } from 'vitest';
import { growthOf, judge, type Measured } from '../../dev/soak/judge.ts';

const MIB = 1024 * 1024;

/** Ten minutes in which all went well. */
const GOOD: Measured = {
  recordedBytes: 3_000_000_000,
  receivedBytes: 3_000_000_000,
  differsAt: null,
  windows: Array.from({ length: 60 }, () => 50_000_000),
  growth: { extensionBytes: 10 * MIB, allBytes: -20 * MIB },
  keptBytes: 4 * MIB,
  gaps: { frames: 18_000, seconds: 599, largestGapMs: 120, largestGapAtSeconds: 17 },
  starvedMs: 0,
  driftMs: 5,
  recordedSeconds: 600,
  stopMs: 300,
  journal: [],
};

test('a good soak leaves no doubts', () => {
  expect(judge(GOOD)).toEqual([]);
});

test.each<[string, Partial<Measured>, RegExp]>([
  ['a byte that is missing', { receivedBytes: 2_999_999_999 }, /The disk holds 3000000000 bytes/],
  ['a byte that is another', { differsAt: 0 }, /differ in the piece that begins at byte 0/],
  ['a recording that stands still', { windows: [50_000_000, 0, 50_000_000] }, /from 10 s to 20 s/],
  ['an extension that grows', { growth: { extensionBytes: 49 * MIB, allBytes: 50 * MIB } }, /process grew by 49 MiB/],
  ['a browser that grows', { growth: { extensionBytes: 0, allBytes: 200 * MIB } }, /browser grew by 200 MiB/],
  ['an extension that keeps what it used up', { keptBytes: 17 * MIB }, /keeps 17 MiB/],
  ['a slice that was lost', { gaps: { ...GOOD.gaps, largestGapMs: 533 } }, /No frame for 533 ms, from 17.0 s on/],
  ['an end that is missing', { gaps: { ...GOOD.gaps, seconds: 400 } }, /200.0 s are missing/],
  ['a sound that drifts', { driftMs: -45 }, /moved by -45 ms/],
  ['a Stop that takes long', { stopMs: 2_400 }, /Stop took 2400 ms/],
  ['what the server noticed', { journal: ['beyond-end: 3 bytes'] }, /noticed: beyond-end/],
])('finds %s', (_, changes, sentence) => {
  expect(judge({ ...GOOD, ...changes })).toEqual([expect.stringMatching(sentence)]);
});

test('a gap isn’t the recording’s fault while the computer was stalled', () => {
  expect(judge({ ...GOOD, starvedMs: 100, gaps: { ...GOOD.gaps, largestGapMs: 533 } })).toEqual([]);
});

test('memory is compared by the medians of the first and the last third', () => {
  const looks = [1, 9, 1, 5, 5, 5, 4, 4, 30].map((bytes) => ({ atMs: 0, extensionBytes: bytes, allBytes: 2 * bytes }));
  expect(growthOf(looks)).toEqual({ extensionBytes: 3, allBytes: 6 });
  expect(growthOf(looks.slice(0, 2))).toBeNull();
});

test('of a long recording, the first twelve minutes don’t count: V8 warms up', () => {
  const looks = [1, 2, 3, 30, 30, 30, 31, 31, 31].map((bytes, index) => ({
    atMs: 7_000 + (index + 1) * 4 * 60_000,
    extensionBytes: bytes,
    allBytes: bytes,
  }));
  expect(growthOf(looks)).toEqual({ extensionBytes: 1, allBytes: 1 });
});
