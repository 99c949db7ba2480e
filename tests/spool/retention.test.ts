import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expired, type StoredRecording } from '../../lib/spool/retention.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;
const NOW_MS = 1_000 * DAY_MS;

function stored(id: string, changes: Partial<StoredRecording> = {}): StoredRecording {
  return {
    id,
    state: 'complete',
    updatedAtMs: NOW_MS,
    ackedBytes: 100,
    sealedBytes: 100,
    fileBytes: 100,
    ...changes,
  };
}

describe('expired', () => {
  it('lets the oldest finished files go when there are enough newer ones', () => {
    const recordings = [3, 1, 4, 0, 2].map((age) => stored(`${age}`, { updatedAtMs: NOW_MS - age }));
    expect(expired(recordings, { count: 3, days: 7 }, NOW_MS)).toEqual({ files: ['3', '4'], records: [] });
  });

  it('counts how long ago it was finished, not when it was started', () => {
    const late = stored('late', { updatedAtMs: NOW_MS - 1 });
    const earlier = [2, 3].map((age) => stored(`${age}`, { updatedAtMs: NOW_MS - age }));
    expect(expired([...earlier, late], { count: 1, days: 7 }, NOW_MS).files).toEqual(['2', '3']);
  });

  it('lets a finished file go when its days have passed, be it the only one', () => {
    const at = (ms: number) =>
      expired([stored('a', { updatedAtMs: NOW_MS - ms })], { count: 5, days: 7 }, NOW_MS).files;
    expect(at(7 * DAY_MS - 1)).toEqual([]);
    expect(at(7 * DAY_MS)).toEqual(['a']);
  });

  it('forgets after a week that nothing was recorded, whatever the settings', () => {
    const failed = (age: number, fileBytes = 0) =>
      stored('a', { state: 'failed', sealedBytes: null, ackedBytes: 0, fileBytes, updatedAtMs: NOW_MS - age });
    const rule = { count: 0, days: 3_650 };
    expect(expired([failed(7 * DAY_MS)], rule, NOW_MS)).toEqual({ files: [], records: ['a'] });
    expect(expired([failed(7 * DAY_MS - 1)], rule, NOW_MS).records).toEqual([]);
    expect(expired([failed(100 * DAY_MS, 1)], rule, NOW_MS)).toEqual({ files: [], records: [] });
  });

  const states = [
    'preparing',
    'recording',
    'paused',
    'interrupted',
    'finishing',
    'blocked',
    'complete',
    'failed',
  ] as const;
  const bytes = fc.nat(3);
  const recording = fc.record({
    state: fc.constantFrom(...states),
    updatedAtMs: fc.integer({ min: NOW_MS - 4_000 * DAY_MS, max: NOW_MS + DAY_MS }),
    ackedBytes: bytes,
    sealedBytes: fc.option(bytes),
    fileBytes: bytes,
  });
  const recordings = fc
    .array(recording, { maxLength: 12 })
    .map((all): StoredRecording[] => all.map((one, index) => ({ ...one, id: `${index}` })));
  const rule = fc.record({ count: fc.nat(6), days: fc.nat(20) });

  it('never names a file that is not confirmed to the last byte, nor a record of something recorded', () => {
    fc.assert(
      fc.property(recordings, rule, (all, kept) => {
        const { files, records } = expired(all, kept, NOW_MS);
        for (const { id, state, ackedBytes, sealedBytes, fileBytes } of all) {
          if (files.includes(id)) {
            expect({ state, ackedBytes, fileBytes }).toEqual({
              state: 'complete',
              ackedBytes: sealedBytes,
              fileBytes: sealedBytes,
            });
          }
          if (records.includes(id)) expect({ state, fileBytes }).toEqual({ state: 'failed', fileBytes: 0 });
        }
      }),
    );
  });

  it('keeps the newest finished files, up to the set number and days', () => {
    fc.assert(
      fc.property(recordings, rule, (all, kept) => {
        const gone = new Set(expired(all, kept, NOW_MS).files);
        const newest = all
          .filter(({ state, ackedBytes, sealedBytes }) => state === 'complete' && ackedBytes === sealedBytes)
          .toSorted((a, b) => b.updatedAtMs - a.updatedAtMs)
          .slice(0, kept.count);
        for (const { id, updatedAtMs } of newest) {
          if (NOW_MS - updatedAtMs < kept.days * DAY_MS) expect(gone.has(id)).toBe(false);
        }
      }),
    );
  });

  it('takes nothing more when what it named is gone', () => {
    fc.assert(
      fc.property(recordings, rule, (all, kept) => {
        const { files, records } = expired(all, kept, NOW_MS);
        const left = all
          .filter(({ id }) => !records.includes(id))
          .map((one) => (files.includes(one.id) ? { ...one, fileBytes: 0 } : one));
        const again = expired(left, kept, NOW_MS);
        // One of no bytes at all has nothing to lose.
        const lost = again.files.filter((id) => left.some((one) => one.id === id && one.fileBytes > 0));
        expect({ lost, records: again.records }).toEqual({ lost: [], records: [] });
      }),
    );
  });
});
