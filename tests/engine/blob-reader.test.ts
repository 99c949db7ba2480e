import { describe, expect, test } from 'vitest';
import { BlobReader } from '../../lib/engine/blob-reader.ts';

const KIB = 1024;

function blobOf(bytes: number, seed: number): { readonly blob: Blob; readonly content: Uint8Array } {
  const content = Uint8Array.from({ length: bytes }, (_, at) => (at * 31 + seed) % 256);
  return { blob: new Blob([content]), content };
}

/** A Blob of this length whose stream is another one. */
function withStream(bytes: number, stream: ReadableStream<Uint8Array<ArrayBuffer>>): Blob {
  return Object.assign(new Blob([new Uint8Array(bytes)]), { stream: () => stream });
}

function byteStream(...pieces: readonly number[]): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    type: 'bytes',
    start: (controller) => {
      for (const bytes of pieces) controller.enqueue(new Uint8Array(bytes).fill(7));
      controller.close();
    },
  });
}

describe('The bytes of a Blob', () => {
  test('are those that it has, one Blob after the other, longer and shorter', async () => {
    const reader = new BlobReader();
    for (const [seed, bytes] of [300 * KIB, 5, 256 * KIB, 256 * KIB - 1, 0, 1_000 * KIB, 300 * KIB].entries()) {
      const { blob, content } = blobOf(bytes, seed);
      expect(Buffer.compare(await reader.read(blob), content)).toBe(0);
    }
  });

  test('are read into memory that was there before', async () => {
    const reader = new BlobReader();
    const { buffer: first } = await reader.read(blobOf(300 * KIB, 1).blob);
    const { buffer: second } = await reader.read(blobOf(200 * KIB, 2).blob);
    // Taken away from the first, which is how memory changes hands.
    expect(first.byteLength).toBe(0);
    expect(second.byteLength).toBe(512 * KIB);
  });

  test('may come in pieces', async () => {
    const bytes = await new BlobReader().read(withStream(10, byteStream(4, 5, 1)));
    expect([...bytes]).toEqual(Array.from({ length: 10 }, () => 7));
  });

  test('are read as well where nobody can bring memory', async () => {
    const { blob, content } = blobOf(3_000, 1);
    const stream = new ReadableStream<Uint8Array<ArrayBuffer>>();
    const bytes = await new BlobReader().read(Object.assign(blob, { stream: () => stream }));
    expect(Buffer.compare(bytes, content)).toBe(0);
  });
});

describe('A Blob that cannot be read', () => {
  test('is told, and the next one is read', async () => {
    const reader = new BlobReader();
    const failing = new ReadableStream({ type: 'bytes', start: (controller) => controller.error(new Error('Gone.')) });
    await reader.read(blobOf(10, 1).blob);
    await expect(reader.read(withStream(10, failing))).rejects.toThrow('Gone.');
    const { blob, content } = blobOf(20, 2);
    expect(Buffer.compare(await reader.read(blob), content)).toBe(0);
  });

  test.each([
    ['less', 9],
    ['more', 11],
  ])('to its end, or gives %s than it has, is not taken for whole', async (_, bytes) => {
    await expect(new BlobReader().read(withStream(10, byteStream(bytes)))).rejects.toThrow(`Of 10 bytes`);
  });
});
