import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ReadAt, readInWindows } from '../../lib/spool/read-at.ts';

const SIZE = 1_000;
const BYTES = Uint8Array.from({ length: SIZE }, (_, index) => (index * 7) % 251);

function countingFile() {
  const reads: string[] = [];
  const read: ReadAt = async (start, end) => {
    reads.push(`${start}-${end}`);
    return BYTES.slice(start, end);
  };
  return { reads, read };
}

test('any range is the file’s own bytes, whatever the windows', async () => {
  const range = fc.tuple(fc.nat(SIZE), fc.nat(SIZE)).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
  await fc.assert(
    fc.asyncProperty(fc.array(range), fc.integer({ min: 1, max: SIZE + 10 }), async (ranges, windowBytes) => {
      const read = readInWindows(countingFile().read, SIZE, windowBytes);
      for (const [start, end] of ranges) expect(await read(start, end)).toEqual(BYTES.slice(start, end));
    }),
  );
});

test('two places read side by side are read from the file once', async () => {
  const { reads, read } = countingFile();
  const windowed = readInWindows(read, SIZE, 100);
  for (let at = 0; at < 300; at += 10) {
    await windowed(at, at + 10);
    await windowed(500 + at, 510 + at);
  }
  expect(reads).toEqual(['0-100', '500-600', '100-200', '600-700', '200-300', '700-800']);
});

test('a read that failed is tried again the next time', async () => {
  let failing = true;
  const read = readInWindows(async (start, end) => {
    if (failing) throw new Error('Not now.');
    return BYTES.slice(start, end);
  }, SIZE);
  await expect(read(0, 10)).rejects.toThrow('Not now.');
  failing = false;
  expect(await read(0, 10)).toEqual(BYTES.slice(0, 10));
});

test('nothing beyond the file is read', async () => {
  const read = readInWindows(countingFile().read, SIZE, 300);
  await expect(read(990, SIZE + 1)).rejects.toThrow(RangeError);
});
