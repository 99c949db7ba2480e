import { expect, test } from 'vitest';
import { MIB } from '../../../lib/base/byte-units.ts';
import { SlicePictures } from '../../../lib/capture/pictures/slice-pictures.ts';

/** A slice of so many bytes, with nothing in it, that is read when `read` resolves. */
function slice(bytes: number, read: Promise<void>): Blob {
  return { size: bytes, arrayBuffer: () => read.then(() => new ArrayBuffer(0)) } as unknown as Blob;
}

test('a busy machine reads slices late, and they are counted all the same', async () => {
  const { promise: read, resolve: reads } = Promise.withResolvers<void>();
  const pictures = new SlicePictures(0);
  for (let count = 0; count < 15; count += 1) pictures.add(slice(MIB, read));
  expect(pictures.pictures).toBe(0);
  reads();
  expect(await pictures.ends()).toEqual({ pictureMs: 0, soundMs: null });
});

test('slices that are never read don’t pile up: counting ends', () => {
  const pictures = new SlicePictures(0);
  for (let count = 0; count < 17; count += 1) pictures.add(slice(MIB, new Promise(() => undefined)));
  expect([pictures.pictures, pictures.openingGapMs]).toEqual([null, null]);
});
