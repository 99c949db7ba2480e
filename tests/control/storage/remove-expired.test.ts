import { describe, expect, it } from 'vitest';
import { removeExpired } from '../../../lib/control/storage/remove-expired.ts';
import { EMPTY_SNAPSHOT } from '../../../lib/recording/snapshot.ts';
import { hasNewlyComplete } from '../../../lib/recording/snapshot-changes.ts';
import { blankRow, type RecordingRow } from '../../../lib/spool/row.ts';
import { aRecording } from '../../support/a-recording.ts';

const NOW_MS = 100 * 24 * 60 * 60 * 1_000;

function complete(id: string, changes: Partial<RecordingRow> = {}): RecordingRow {
  const sizes = { spooledBytes: 10, ackedBytes: 10, sealedBytes: 10 };
  return { ...blankRow(id, NOW_MS), ...sizes, state: 'complete', updatedAtMs: NOW_MS, ...changes };
}

const FAILED = { state: 'failed', sealedBytes: null, spooledBytes: 0, ackedBytes: 0, updatedAtMs: 0 } as const;

function disk(rows: readonly RecordingRow[], locked: readonly string[] = [], played: readonly string[] = []) {
  const [files, records, held] = [[] as string[], [] as string[], [] as string[]];
  const taken = new Set<string>();
  return {
    files,
    records,
    held,
    taken,
    ports: {
      rows: async () => [...rows, { id: 'x', unreadable: true, stored: null } as const],
      files: async () => new Map(rows.map(({ id, spooledBytes: bytes }) => [id, { bytes, writtenAtMs: 0 }])),
      takeUnusedFile: async (id: string) => {
        if (played.includes(id)) return 'played' as const;
        taken.add(id);
        return { release: () => void taken.delete(id) };
      },
      takeLock: async (id: string) => {
        if (locked.includes(id)) return null;
        held.push(id);
        return { release: () => void held.splice(held.indexOf(id), 1) };
      },
      deleteFiles: async (id: string) => {
        expect(held).toEqual([id]);
        files.push(id);
      },
      deleteRow: async (id: string) => {
        expect(held).toEqual([id]);
        records.push(id);
      },
    },
  };
}

describe('removeExpired', () => {
  it('deletes the files of finished recordings and keeps their records', async () => {
    const { ports, files, records, held } = disk([complete('a'), complete('b', { updatedAtMs: NOW_MS - 1 })]);
    expect(await removeExpired(ports, { count: 1, days: 7 }, NOW_MS)).toEqual({ files: ['b'], records: [] });
    expect({ files, records, held }).toEqual({ files: ['b'], records: [], held: [] });
  });

  it('deletes the row of an empty recording', async () => {
    const { ports, records } = disk([complete('a', FAILED)]);
    expect(await removeExpired(ports, { count: 5, days: 7 }, NOW_MS)).toEqual({ files: [], records: ['a'] });
    expect(records).toEqual(['a']);
  });

  it('leaves alone what is being played or copied, and releases every file', async () => {
    const { ports, files, taken } = disk([complete('a'), complete('b'), complete('c')], ['b'], ['a']);
    expect(await removeExpired(ports, { count: 0, days: 7 }, NOW_MS)).toEqual({ files: ['c'], records: [] });
    expect({ files, taken: [...taken] }).toEqual({ files: ['c'], taken: [] });
  });

  it('leaves open recordings alone, and continues', async () => {
    const { ports, files } = disk([complete('a'), complete('b')], ['a']);
    expect(await removeExpired(ports, { count: 0, days: 7 }, NOW_MS)).toEqual({ files: ['b'], records: [] });
    expect(files).toEqual(['b']);
  });
});

describe('hasNewlyComplete', () => {
  const done = { current: null, others: [aRecording({ state: 'complete' })] };

  it('reports once that a recording is complete', () => {
    const finishing = { current: aRecording({ state: 'finishing' }), others: [] };
    expect(hasNewlyComplete(finishing, done)).toBe(true);
    expect(hasNewlyComplete(EMPTY_SNAPSHOT, done)).toBe(true);
    expect(hasNewlyComplete(done, done)).toBe(false);
    expect(hasNewlyComplete(done, EMPTY_SNAPSHOT)).toBe(false);
  });
});
