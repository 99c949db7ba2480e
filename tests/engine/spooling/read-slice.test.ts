import { expect, test } from 'vitest';
import { type ReadBlob, readSlice, SliceReadError } from '../../../lib/engine/spooling/read-slice.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { sliceOf } from '../../support/fake-slice.ts';

const SLICE = sliceOf(new Uint8Array([1, 2, 3]));
const hangs: ReadBlob = () => new Promise(() => undefined);
const fails: ReadBlob = () => Promise.reject(new Error('NotReadableError'));
const cuts: ReadBlob = async () => new ArrayBuffer(2);
const works: ReadBlob = (blob) => blob.arrayBuffer();

async function read(...reads: ReadBlob[]): Promise<Uint8Array | Error> {
  const clock = new FakeClock();
  const outcome = readSlice(SLICE, reads, clock).catch((error: unknown) => error as Error);
  await clock.advance(3_000 * reads.length);
  return outcome;
}

test.each([
  ['hangs', hangs],
  ['fails', fails],
  ['gives a part', cuts],
])('a way to read it that %s is followed by the next', async (_how, first) => {
  expect(await read(first, works)).toEqual(new Uint8Array([1, 2, 3]));
});

test('fails in bounded time when no way answers', async () => {
  const outcome = await read(hangs, fails, hangs);
  expect(outcome).toBeInstanceOf(SliceReadError);
});
