import { expect, it, vi } from 'vitest';
import { lengthAtDeathMs } from '../../lib/engine/recorded-length.ts';
import { makeLiveFile } from '../support/live-file.ts';

const ROW = { state: 'recording', recordedMs: 10_000, spooledBytes: 5_000_000, sealedBytes: null } as const;

/** A file with these bytes, or of this size that tells nothing. */
function fileOf(content: Uint8Array | number) {
  return {
    committedBytes: typeof content === 'number' ? content : content.length,
    read: (start: number, into: Uint8Array) => {
      if (typeof content !== 'number') into.set(content.subarray(start, start + into.length));
    },
  };
}

it('is the time of the last block that was written whole', async () => {
  const { bytes } = await makeLiveFile('webm');
  const saved = { ...ROW, recordedMs: 8_000 };
  expect(await lengthAtDeathMs(saved, fileOf(bytes))).toBe(4_950);
  const half = await lengthAtDeathMs(saved, fileOf(bytes.subarray(0, bytes.length / 2)));
  expect(half).toBeGreaterThan(2_000);
  expect(half).toBeLessThan(3_000);
  // Its row was saved before the recorder ran.
  expect(await lengthAtDeathMs({ ...ROW, state: 'preparing', recordedMs: 0 }, fileOf(bytes))).toBe(4_950);
});

it('is what was saved once it is sealed', async () => {
  const { bytes } = await makeLiveFile('webm');
  const sealed = { ...ROW, state: 'finishing', sealedBytes: bytes.length } as const;
  expect(await lengthAtDeathMs(sealed, fileOf(bytes))).toBe(10_000);
});

it('otherwise counts what came after the row was saved, by its bytes, for as long as that can be', async () => {
  expect(await lengthAtDeathMs(ROW, fileOf(6_000_000))).toBe(12_000);
  expect(await lengthAtDeathMs(ROW, fileOf(50_000_000))).toBe(16_000);
  expect(await lengthAtDeathMs({ ...ROW, recordedMs: 500, spooledBytes: 300_000 }, fileOf(1_500_000))).toBe(2_500);
});

it('is what was saved in a pause, when nothing came, when nothing is known, and when the file can’t be read', async () => {
  expect(await lengthAtDeathMs({ ...ROW, state: 'paused' }, fileOf(6_000_000))).toBe(10_000);
  for (const bytes of [5_000_000, 4_000_000]) expect(await lengthAtDeathMs(ROW, fileOf(bytes))).toBe(10_000);
  expect(await lengthAtDeathMs({ ...ROW, recordedMs: 0, spooledBytes: 0 }, fileOf(6_000_000))).toBe(0);
  const warned = vi.spyOn(console, 'warn').mockReturnValue(undefined);
  const broken = {
    committedBytes: 5_000_000,
    read: () => {
      throw new Error('The disk is gone.');
    },
  };
  expect(await lengthAtDeathMs(ROW, broken)).toBe(10_000);
  expect(warned).toHaveBeenCalledOnce();
});
