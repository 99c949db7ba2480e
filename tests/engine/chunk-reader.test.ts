import { expect, test } from 'vitest';
import { ChunkReader } from '../../lib/engine/chunk-reader.ts';
import { Content } from '../support/content.ts';
import { FakeClock } from '../support/fake-clock.ts';

const CHUNK_BYTES = 8;

/** A recording of so many bytes, and what was read of it. */
function bench(totalBytes: number) {
  const clock = new FakeClock();
  const content = new Content(7, true);
  const reads: [start: number, end: number][] = [];
  const stopping = new AbortController();
  const source = {
    committedBytes: totalBytes,
    broken: false,
    read: (start: number, into: Uint8Array<ArrayBuffer>) => {
      if (source.broken) throw new Error('The disk is broken.');
      reads.push([start, start + into.length]);
      content.fill(into, start);
    },
  };
  const reader = new ChunkReader(source, CHUNK_BYTES, clock, stopping.signal);
  return { clock, content, reads, source, stopping, reader };
}

test('the next chunk is read while the last is on its way, and not again', async () => {
  const { clock, content, reads, reader } = bench(24);
  const first = reader.read({ start: 0, end: 8 });
  expect(reads).toEqual([[0, 8]]);
  await clock.advance(10);
  expect(reads).toEqual([
    [0, 8],
    [8, 16],
  ]);
  expect(content.matches(first, 0), 'what is on its way was written over').toBe(true);
  expect(content.matches(reader.read({ start: 8, end: 16 }), 8)).toBe(true);
  expect(reads).toHaveLength(2);
});

test('a part of what was read ahead is enough', async () => {
  const { clock, content, reads, reader } = bench(24);
  reader.read({ start: 0, end: 8 });
  await clock.advance(10);
  expect(content.matches(reader.read({ start: 8, end: 12 }), 8)).toBe(true);
  expect(reads).toHaveLength(2);
});

test('another chunk than the one read ahead is read anew', async () => {
  const { clock, content, reader } = bench(24);
  reader.read({ start: 0, end: 8 });
  await clock.advance(10);
  const again = reader.read({ start: 4, end: 12 });
  expect(again).toHaveLength(8);
  expect(content.matches(again, 4)).toBe(true);
});

test('what is not on disk yet is not read ahead', async () => {
  const { clock, reads, reader } = bench(15);
  reader.read({ start: 0, end: 8 });
  await clock.advance(10);
  expect(reads).toHaveLength(1);
});

test('two reads in one moment: only what follows the later one is read ahead', async () => {
  const { clock, reads, reader } = bench(32);
  reader.read({ start: 0, end: 8 });
  reader.read({ start: 16, end: 24 });
  await clock.advance(10);
  expect(reads.slice(2)).toEqual([[24, 32]]);
});

test('a disk that cannot be read is told when the chunk is wanted, and not before', async () => {
  const { clock, source, reader } = bench(24);
  reader.read({ start: 0, end: 8 });
  source.broken = true;
  await clock.advance(10);
  expect(() => reader.read({ start: 8, end: 16 })).toThrow('The disk is broken.');
});

test('when it is over nothing more is read', async () => {
  const { clock, reads, stopping, reader } = bench(24);
  reader.read({ start: 0, end: 8 });
  stopping.abort();
  await clock.advance(10);
  expect(reads).toHaveLength(1);
});
