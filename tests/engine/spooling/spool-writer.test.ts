import { describe, expect, test } from 'vitest';
import { SpoolWriteError } from '../../../lib/spool/spool-file.ts';
import { EngineBench, goodServer, slice, UNIT } from '../../support/engine-bench.ts';
import { text } from '../../support/text.ts';

describe('slices', () => {
  test('are stored in the order of the calls, even large ones without waiting', async () => {
    const bench = new EngineBench();
    const engine = await bench.recording('a');
    const large = 5 * 1024 * 1024;
    await Promise.all([engine.append(slice(large, 1)), engine.append(slice(3, 2)), engine.append(slice(2, 3))]);
    const { bytes } = bench.disk('a').media;
    expect(bytes.length).toBe(large + 5);
    expect([...bytes.subarray(large - 1)]).toEqual([1, 2, 2, 2, 3, 3]);
  });

  test('that are empty change nothing', async () => {
    const bench = new EngineBench();
    const engine = await bench.recording('a');
    await engine.append(slice(0));
    expect(bench.disk('a').marks.getSize()).toBe(0);
  });

  test('that the disk does not take are refused as a whole, and so is everything after them: no hole', async () => {
    const bench = new EngineBench();
    const engine = await bench.recording('a');
    await engine.append(slice(10));
    bench.disk('a').media.freeBytes = 4;
    await expect(engine.append(slice(10, 2))).rejects.toThrow(SpoolWriteError);
    bench.disk('a').media.freeBytes = 1_000;
    await expect(engine.append(slice(10, 3))).rejects.toThrow(SpoolWriteError);
    await engine.seal(0, text('The disk is full.'));
    expect(bench.snapshot('a')).toMatchObject({
      state: 'finishing',
      sealedBytes: 10,
      problem: text('The disk is full.'),
    });
    expect(bench.disk('a').media.getSize()).toBe(10);
  });

  test('that cannot be read leave no first part behind', async () => {
    const bench = new EngineBench();
    const engine = await bench.recording('a');
    await engine.append(slice(10));
    await expect(engine.append(unreadable(4 * 1024 * 1024 + 9))).rejects.toThrow('NotReadableError');
    await engine.seal(0, null);
    expect(bench.snapshot('a').sealedBytes).toBe(10);
    expect(bench.disk('a').media.getSize()).toBe(10);
  });

  test('leave only after they were flushed', async () => {
    const bench = new EngineBench(goodServer());
    const engine = await bench.recording('a');
    bench.disk('a').media.flushError = new Error('EIO');
    await expect(engine.append(slice(2 * UNIT))).rejects.toThrow(SpoolWriteError);
    await bench.settle();
    expect(bench.lines).toEqual(['PUT 1 bytes */*']);
  });
});

/** A slice whose second part cannot be read. */
function unreadable(bytes: number): Blob {
  const part = (start: number, end: number) => {
    if (start === 0) return slice(Math.min(end, bytes));
    return { size: bytes - start, arrayBuffer: () => Promise.reject(new Error('NotReadableError')) };
  };
  return { size: bytes, slice: part } as unknown as Blob;
}
