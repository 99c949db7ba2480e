import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RecentSlices } from '../../../lib/engine/spooling/recent-slices.ts';
import { bytesOf, joined } from '../../support/fake-file.ts';
import { sliceOf } from '../../support/fake-slice.ts';

/** A recording whose every byte tells its place, as far as a byte can. */
function contentOf(start: number, end: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: end - start }, (_, at) => (start + at) % 251);
}

const CHUNK = 10;

/** Slices that come one behind the other; `lengths` is how many bytes each has. */
function rig() {
  const recent = new RecentSlices(CHUNK, joined);
  const made = { bytes: 0 };
  const record = (...lengths: readonly number[]) => {
    for (const length of lengths) {
      const start = made.bytes;
      made.bytes += length;
      recent.add(sliceOf(contentOf(start, made.bytes)), made.bytes);
    }
  };
  const take = (start: number, end: number) => bytesOf(recent.take({ start, end }));
  return { record, take, made };
}

describe('recent slices', () => {
  test('are the chunk, and what is behind it is kept for the next', () => {
    const { record, take } = rig();
    record(4, 4, 4);
    expect(take(0, 10)).toEqual(contentOf(0, 10));
    record(4, 4);
    expect(take(10, 20)).toEqual(contentOf(10, 20));
  });

  test('that are behind a chunk that is waiting are not kept: the link is slow', () => {
    const { record, take } = rig();
    record(6, 6, 6, 6);
    expect(take(0, 10)).toEqual(contentOf(0, 10));
    expect(take(10, 20)).toBeNull();
  });

  test('begin again when the link has caught up', () => {
    const { record, take } = rig();
    record(6, 6, 6, 6);
    take(0, 10);
    take(10, 20);
    record(6, 6);
    expect(take(20, 30)).toBeNull();
    record(6);
    expect(take(30, 40)).toEqual(contentOf(30, 40));
  });

  test('do not help with what was taken before', () => {
    const { record, take } = rig();
    record(4, 4, 4);
    take(0, 10);
    expect(take(0, 10)).toBeNull();
    expect(take(7, 10)).toBeNull();
  });

  test('are never other bytes than those that were asked for, in whatever order', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('record' as const), length: fc.integer({ min: 1, max: 25 }) }),
      fc.record({ kind: fc.constant('take' as const), start: fc.nat(60), length: fc.integer({ min: 1, max: CHUNK }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const { record, take, made } = rig();
        for (const each of steps) {
          if (each.kind === 'record') record(each.length);
          else {
            const end = Math.min(made.bytes, each.start + each.length);
            if (end <= each.start) continue;
            const taken = take(each.start, end);
            if (taken !== null) expect(taken).toEqual(contentOf(each.start, end));
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  test('are a chunk and a slice at most, however much is recorded', () => {
    let held: readonly Blob[] = [];
    const recent = new RecentSlices(CHUNK, (parts) => {
      held = parts;
      return joined(parts);
    });
    for (let end = 3; end <= 300; end += 3) recent.add(sliceOf(contentOf(end - 3, end)), end);
    expect(recent.take({ start: 0, end: 12 })).not.toBeNull();
    expect(held).toHaveLength(4);
    expect(recent.take({ start: 12, end: 13 })).toBeNull();
  });
});
