import { describe, expect, it } from 'vitest';
import { type RepairPorts, repairCatalog } from '../../../lib/control/storage/repair-catalog.ts';
import { blankRow, type RecordingRow, type UnreadableRow } from '../../../lib/spool/row.ts';

const ID = '11111111-1111-4111-8111-111111111111';

/** A disk: the rows of the catalog, and the bytes of each recording that has a folder. */
function disk(rows: RecordingRow[], files: Record<string, number>, changes: Partial<RepairPorts> = {}) {
  const held = new Set<string>();
  const copies = new Map<string, RecordingRow>();
  const notes: string[] = [];
  const ports: RepairPorts = {
    catalog: {
      all: async () => [...rows],
      put: async (row) => {
        expect(held).toContain(row.id);
        rows.splice(0, rows.length, ...rows.filter(({ id }) => id !== row.id), row);
      },
    },
    recordingsOnDisk: async () => Object.keys(files),
    findFile: async (id) => {
      expect(held).toContain(id);
      return { wholeBytes: files[id] ?? 0, writtenAtMs: 1, mimeType: 'video/webm' };
    },
    findRowCopy: async (id) => {
      expect(held).toContain(id);
      return copies.get(id) ?? null;
    },
    deleteRowCopy: async (id) => {
      expect(held).toContain(id);
      copies.delete(id);
    },
    takeLock: async (id) => {
      held.add(id);
      return { release: () => void held.delete(id) };
    },
    deleteFiles: async (id) => {
      expect(held).toContain(id);
      delete files[id];
    },
    nowMs: () => 2,
    note: (_level, message) => notes.push(JSON.stringify(message)),
    ...changes,
  };
  return { ports, rows, files, copies, notes, held };
}

const recorded = (changes: Partial<RecordingRow> = {}): RecordingRow => ({
  ...blankRow(ID, 0),
  state: 'finishing',
  target: { uploadUrl: 'https://h.example/a' },
  spooledBytes: 10,
  sealedBytes: 10,
  ...changes,
});

describe('repairCatalog', () => {
  it('believes the file under the lock, not a listing from before that did not have it', async () => {
    const { ports, rows, notes } = disk([recorded()], { [ID]: 10 }, { recordingsOnDisk: async () => [] });
    await repairCatalog(ports);
    expect(rows).toEqual([recorded()]);
    expect(notes).toEqual([]);
  });

  it('says of a recording that its file is missing when there is none', async () => {
    const { ports, rows } = disk([recorded()], {});
    await repairCatalog(ports);
    expect(rows).toMatchObject([{ state: 'failed', problem: { id: 'spool.fileMissing' } }]);
  });

  it('finds a file without a row, and removes a folder with nothing in it', async () => {
    const empty = ID.replaceAll('1', '2');
    const { ports, rows, files, notes, held } = disk([], { [ID]: 10, [empty]: 0 });
    await repairCatalog(ports);
    expect(rows).toMatchObject([{ id: ID, state: 'blocked', sealedBytes: 10 }]);
    expect(files).toEqual({ [ID]: 10 });
    expect(notes).toHaveLength(2);
    expect(held.size).toBe(0);
  });

  it('restores a row that the catalog has lost from the copy beside the file', async () => {
    const { ports, rows, copies, notes } = disk([], { [ID]: 10 });
    copies.set(ID, recorded({ title: 'A talk' }));
    await repairCatalog(ports);
    expect(rows).toEqual([recorded({ title: 'A talk' })]);
    expect(copies.size).toBe(1);
    expect(notes).toEqual([JSON.stringify({ id: 'spool.rowFromCopy' })]);
  });

  it('restores it as often as it is lost', async () => {
    const { ports, rows, copies } = disk([], { [ID]: 10 });
    const complete = recorded({ state: 'complete', target: { unknown: true }, ackedBytes: 10 });
    copies.set(ID, complete);
    for (const _time of [1, 2]) {
      rows.length = 0;
      await repairCatalog(ports);
      expect(rows).toEqual([complete]);
    }
  });

  it('restores a damaged row from the copy, too', async () => {
    const damaged = { ...recorded(), startedAtMs: 'yesterday' } as unknown as RecordingRow;
    const stored: UnreadableRow = { id: ID, unreadable: true, stored: damaged };
    const { ports, rows, copies } = disk([stored as unknown as RecordingRow], { [ID]: 10 });
    copies.set(ID, recorded());
    await repairCatalog(ports);
    expect(rows).toEqual([recorded()]);
  });

  it('believes the copy that knows of the end of a recording, where the row does not', async () => {
    const { ports, rows, copies } = disk([recorded({ state: 'recording', sealedBytes: null })], { [ID]: 10 });
    const ended = recorded({ problem: { id: 'spool.diskFull' }, order: 1 });
    copies.set(ID, ended);
    await repairCatalog(ports);
    expect(rows).toEqual([ended]);
  });

  it('believes the newer of row and copy, whatever the clock says', async () => {
    const cancelled = recorded({
      state: 'blocked',
      target: { unknown: true },
      uploadUrl: null,
      updatedAtMs: -5,
      order: 1,
    });
    const { ports, rows, copies } = disk([recorded()], { [ID]: 10 });
    copies.set(ID, cancelled);
    await repairCatalog(ports);
    expect(rows).toEqual([cancelled]);
    copies.set(ID, recorded());
    await repairCatalog(ports);
    expect(rows).toEqual([cancelled]);
  });

  it('a row that is repaired is newer than the copy', async () => {
    const { ports, rows, copies } = disk([recorded({ order: 8 })], { [ID]: 9 });
    copies.set(ID, recorded({ order: 9 }));
    await repairCatalog(ports);
    expect(rows).toMatchObject([{ sealedBytes: 9, target: { unknown: true }, order: 10 }]);
    const [repaired] = rows;
    await repairCatalog(ports);
    expect(rows).toEqual([repaired]);
  });

  it('doesn’t believe the copy where there is a row', async () => {
    const { ports, rows, copies } = disk([recorded({ ackedBytes: 5 })], { [ID]: 10 });
    copies.set(ID, recorded());
    await repairCatalog(ports);
    expect(rows).toEqual([recorded({ ackedBytes: 5 })]);
  });

  it('keeps no secret in the copy of a row that has just forgotten it', async () => {
    const { ports, rows, copies } = disk([recorded()], {});
    copies.set(ID, recorded());
    await repairCatalog(ports);
    expect(rows).toMatchObject([{ state: 'failed', uploadUrl: null }]);
    expect(copies.size).toBe(0);
  });

  it('leaves alone what was deleted while it waited for the lock', async () => {
    const { ports, rows, notes } = disk([recorded()], {});
    const { takeLock } = ports;
    await repairCatalog({
      ...ports,
      takeLock: (id) => {
        rows.length = 0;
        return takeLock(id);
      },
    });
    expect({ rows, notes }).toEqual({ rows: [], notes: [] });
  });

  it('doesn’t look at settled recordings, and leaves open ones alone', async () => {
    const asked: string[] = [];
    const settled = recorded({ id: 'settled', state: 'complete' });
    const { ports, rows } = disk(
      [settled, recorded()],
      {},
      {
        takeLock: async (id) => {
          asked.push(id);
          return null;
        },
      },
    );
    await repairCatalog(ports);
    expect(asked).toEqual([ID]);
    expect(rows).toEqual([settled, recorded()]);
  });

  it('continues with the others when one cannot be looked at', async () => {
    const other = ID.replaceAll('1', '3');
    const { ports, rows, notes } = disk([recorded(), recorded({ id: other })], {});
    const { findFile } = ports;
    await repairCatalog({
      ...ports,
      findFile: (id) => (id === ID ? Promise.reject(new Error('The disk is broken.')) : findFile(id)),
    });
    expect(rows.find(({ id }) => id === other)?.state).toBe('failed');
    expect(rows.find(({ id }) => id === ID)?.state).toBe('finishing');
    expect(notes.join()).toContain('The disk is broken.');
  });
});
