import { describe, expect, it } from 'vitest';
import { containerOf } from '../../lib/spool/container.ts';
import { type FoundFile, repair, restore } from '../../lib/spool/repair.ts';
import { blankRow, isReadable, type RecordingRow, readRow, type UnreadableRow } from '../../lib/spool/row.ts';

const ID = 'b6f1c2c4-9a77-4a52-8f0c-0d8e8b0a1f11';
const URL = 'https://h.example/u';
const NOW = 5_000;
const FILE: FoundFile = { wholeBytes: 1_000, writtenAtMs: 2_000, mimeType: 'video/webm' };

function row(changes: Partial<RecordingRow> = {}): RecordingRow {
  return {
    ...blankRow(ID, 1_000),
    state: 'recording',
    target: { uploadUrl: URL },
    uploadUrl: URL,
    protocol: 'content-range',
    session: { some: 'thing' },
    mimeType: 'video/webm',
    spooledBytes: 800,
    ackedBytes: 500,
    ...changes,
  };
}

function unreadable(stored: Record<string, unknown>): UnreadableRow {
  const read = readRow(stored);
  if (isReadable(read)) throw new Error('It is readable after all.');
  return read;
}

function repaired(...args: Parameters<typeof repair>): RecordingRow {
  const what = repair(...args);
  if (what.kind !== 'put') throw new Error(`Nothing was put, but: ${what.kind}`);
  return what.row;
}

describe('repair', () => {
  it('leaves alone what fits: a file may be ahead of the row', () => {
    expect(repair(ID, row(), FILE, NOW)).toEqual({ kind: 'none' });
    expect(repair(ID, row({ state: 'finishing', sealedBytes: 1_000 }), FILE, NOW)).toEqual({ kind: 'none' });
  });

  it('leaves alone what is settled, with its file or without', () => {
    for (const state of ['complete', 'failed'] as const) {
      expect(repair(ID, row({ state, sealedBytes: 2_000, ackedBytes: 2_000 }), null, NOW)).toEqual({ kind: 'none' });
      expect(repair(ID, row({ state, sealedBytes: 2_000 }), FILE, NOW)).toEqual({ kind: 'none' });
    }
  });

  it('lists a file without a row as one that needs an upload URL, with its size and date', () => {
    expect(repaired(ID, null, FILE, NOW)).toMatchObject({
      id: ID,
      state: 'blocked',
      startedAtMs: 2_000,
      mimeType: 'video/webm',
      target: { unknown: true },
      uploadUrl: null,
      spooledBytes: 1_000,
      sealedBytes: 1_000,
      ackedBytes: 0,
      problem: { id: 'spool.withoutRow' },
    });
  });

  it('removes a folder only when there is nothing in it and no row speaks of it', () => {
    const empty = { wholeBytes: 0, writtenAtMs: 0, mimeType: null };
    expect(repair(ID, null, empty, NOW).kind).toBe('remove-folder');
    expect(repair(ID, row({ spooledBytes: 0, ackedBytes: 0 }), empty, NOW).kind).toBe('none');
    expect(repair('not-a-recording', null, empty, NOW).kind).toBe('none');
    expect(repair('not-a-recording', null, FILE, NOW).kind).toBe('none');
  });

  it('reports a row whose file is missing, and keeps the row', () => {
    for (const file of [null, { ...FILE, wholeBytes: 0 }]) {
      expect(repaired(ID, row(), file, NOW)).toMatchObject({
        state: 'failed',
        problem: { id: 'spool.fileMissing', knownBytes: 800, confirmedBytes: 500 },
      });
    }
  });

  it.each([
    ['more acknowledged than the file has', { ackedBytes: 1_001 }],
    ['a file that is shorter than when it was sealed', { state: 'finishing', sealedBytes: 1_001 }],
    ['a file that is longer than when it was sealed', { state: 'finishing', sealedBytes: 999 }],
    ['the same of one that was blocked already', { state: 'blocked', sealedBytes: 999 }],
  ] as const)('never continues a session that the file does not fit to: %s', (_what, changes) => {
    const result = repaired(ID, row(changes), FILE, NOW);
    expect(result).toMatchObject({
      state: 'blocked',
      sealedBytes: 1_000,
      spooledBytes: 1_000,
      ackedBytes: 0,
      session: null,
      protocol: null,
      uploadUrl: null,
      problem: { id: 'spool.needsUrl' },
    });
    expect(repair(ID, result, FILE, NOW)).toEqual({ kind: 'none' });
  });

  it('sends everything again by itself where a new URL can be minted', () => {
    const target = { endpointName: 'https://h.example/mint' };
    expect(repaired(ID, row({ target, ackedBytes: 1_001 }), FILE, NOW)).toMatchObject({
      state: 'finishing',
      target,
      uploadUrl: null,
      session: null,
      ackedBytes: 0,
      sealedBytes: 1_000,
    });
  });

  it('keeps what is readable of a damaged row, and does not guess what the server has', () => {
    const damaged = unreadable({ ...row({ title: 'A page' }), ackedBytes: -3, startedAtMs: 'yesterday' });
    expect(repaired(ID, damaged, FILE, NOW)).toMatchObject({
      id: ID,
      title: 'A page',
      startedAtMs: NOW,
      state: 'blocked',
      ackedBytes: 0,
      sealedBytes: 1_000,
      session: null,
      uploadUrl: null,
    });
  });

  it('does not make a confirmed recording unconfirmed because its row is damaged elsewhere', () => {
    const damaged = unreadable({ ...row({ state: 'complete' }), title: 7 });
    expect(repaired(ID, damaged, null, NOW)).toMatchObject({ state: 'complete', title: null });
  });

  it('shows a damaged row without a file as failed', () => {
    expect(repaired(ID, unreadable({ id: ID }), null, NOW)).toMatchObject({ id: ID, state: 'failed' });
  });
});

describe('readRow', () => {
  it('reads a row of an earlier version: what it lacks is at its default, what it has too much is left out', () => {
    const { uploadUrl: _url, uploadPaused: _paused, sealedBytes: _sealed, ...older } = row();
    expect(readRow({ ...older, formerly: 1 })).toEqual(row());
  });
});

describe('containerOf', () => {
  it('knows the containers that are recorded by their first bytes', () => {
    expect(containerOf(new Uint8Array([0x1a, 0x45, 0xdf, 0xa3, 0x9f]))).toBe('video/webm');
    expect(containerOf(new TextEncoder().encode('\0\0\0\u0018ftypiso5'))).toBe('video/mp4');
    expect(containerOf(new TextEncoder().encode('RIFF'))).toBeNull();
    expect(containerOf(new Uint8Array())).toBeNull();
  });
});

describe('restore', () => {
  it('puts the row as it was copied if it fits the file', () => {
    expect(restore(row(), FILE, NOW)).toEqual({ kind: 'put', row: row(), log: { id: 'spool.rowFromCopy' } });
  });

  it('brings it in line with the file, and says both', () => {
    const copy = row({ sealedBytes: 2_000 });
    const what = restore(copy, FILE, NOW);
    expect(what).toMatchObject({ kind: 'put', row: repaired(ID, copy, FILE, NOW) });
    expect(what).toMatchObject({ log: { messages: [{ id: 'spool.rowFromCopy' }, { id: 'spool.needsUrl' }] } });
  });
});
