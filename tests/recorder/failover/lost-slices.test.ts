import { expect, test } from 'vitest';
import { LostSlices } from '../../../lib/recorder/failover/lost-slices.ts';

test('nothing is lost at first', () => {
  const lost = new LostSlices();
  expect([lost.filledBytes, lost.missingBytes, lost.areTooMany, lost.firstFiller('video/webm')]).toEqual([
    0,
    0,
    false,
    null,
  ]);
});

test('fillers take the place of lost slices in their order, each as long as its slice', () => {
  const lost = new LostSlices();
  lost.add(700);
  lost.add(20);
  expect(lost.firstFiller('video/webm')?.byteLength).toBe(700);
  lost.filled();
  expect([lost.filledBytes, lost.missingBytes]).toEqual([700, 20]);
  expect(lost.firstFiller('video/webm')?.byteLength).toBe(20);
  lost.filled();
  expect([lost.filledBytes, lost.missingBytes, lost.firstFiller('video/webm')]).toEqual([720, 0, null]);
});

test('three in a row are too many; fillers on disk end the row', () => {
  const lost = new LostSlices();
  for (const bytes of [1, 1]) lost.add(bytes);
  lost.filled();
  lost.add(1);
  expect(lost.areTooMany).toBe(false);
  lost.add(1);
  expect(lost.areTooMany).toBe(true);
});

test('a filler is zeros in WebM, and in MP4 a box that players skip where one fits', () => {
  const first = (mimeType: string, bytes: number) => {
    const lost = new LostSlices();
    lost.add(bytes);
    return new Uint8Array(lost.firstFiller(mimeType) ?? new ArrayBuffer(0));
  };
  expect(first('video/webm;codecs=vp9', 12).every((byte) => byte === 0)).toBe(true);
  expect(Array.from(first('video/mp4;codecs=avc1', 300).subarray(0, 8))).toEqual([0, 0, 1, 44, 102, 114, 101, 101]);
  expect(Array.from(first('audio/mp4', 7))).toEqual([0, 0, 0, 0, 0, 0, 0]);
});
