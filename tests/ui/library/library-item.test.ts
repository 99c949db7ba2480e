import { describe, expect, it } from 'vitest';
import { EMPTY_SNAPSHOT } from '../../../lib/recording/snapshot.ts';
import type { RecordingState } from '../../../lib/recording/state.ts';
import { blankRow, type RecordingRow, type UnreadableRow } from '../../../lib/spool/row.ts';
import { abilitiesOf, bytesOnDisk, type LibraryItem, libraryItems } from '../../../lib/ui/library/library-item.ts';
import { aRecording } from '../../support/a-recording.ts';

const row = (id: string, changes: Partial<RecordingRow> = {}): RecordingRow => ({ ...blankRow(id, 0), ...changes });
const unreadable = (id: string): UnreadableRow => ({ id, unreadable: true, stored: null });
const filesOf = (sizes: Record<string, number>) =>
  new Map(Object.entries(sizes).map(([id, bytes]) => [id, { bytes, writtenAtMs: bytes }]));
const idsOf = (items: readonly LibraryItem[]) => items.map(({ kind, id }) => `${kind} ${id}`);

describe('libraryItems', () => {
  it('lists recordings newest first, then unreadable ones, then files without a record', () => {
    const rows = [row('old', { startedAtMs: 1 }), row('new', { startedAtMs: 2 }), unreadable('odd')];
    const files = filesOf({ old: 5, odd: 6, earlier: 7, later: 8 });
    const items = libraryItems({ rows, files }, EMPTY_SNAPSHOT);
    expect(idsOf(items)).toEqual(['recording new', 'recording old', 'unreadable odd', 'file later', 'file earlier']);
    expect(items.map(({ file }) => file?.bytes ?? null)).toEqual([null, 5, 6, 8, 7]);
  });

  it('prefers what the background reports to the record', () => {
    const live = aRecording({ id: 'a', spooledBytes: 900 });
    const rows = [row('a', { state: 'recording' }), row('b', { state: 'recording' })];
    const items = libraryItems({ rows, files: filesOf({ a: 5 }) }, { current: live, others: [] });
    const shown = items.map(
      (item) => item.kind === 'recording' && [item.recording.state, item.isAtRest, bytesOnDisk(item)],
    );
    expect(shown).toEqual(
      expect.arrayContaining([
        ['recording', false, 900],
        ['interrupted', true, 0],
      ]),
    );
  });

  it('lists a recording without a record yet, but not a deleted one', () => {
    const at = (state: RecordingState) =>
      idsOf(libraryItems({ rows: [], files: filesOf({}) }, { current: aRecording({ id: 'a', state }), others: [] }));
    expect(at('preparing')).toEqual(['recording a']);
    expect(at('complete')).toEqual([]);
    expect(at('failed')).toEqual([]);
  });

  it('treats no file as one without a record while the records cannot be read', () => {
    const [item] = libraryItems({ rows: null, files: filesOf({ a: 5 }) }, EMPTY_SNAPSHOT);
    expect(item).toMatchObject({ kind: 'file', isRecordMissing: false });
    expect(item && abilitiesOf(item)).toEqual({ play: true, saveCopy: true, retry: false, remove: false });
  });
});

describe('abilitiesOf', () => {
  const of = (state: RecordingState, bytes = 5, isAtRest = false) => {
    const recording = aRecording({ state, link: { kind: 'idle' } });
    const file = bytes === 0 ? null : { bytes, writtenAtMs: 0 };
    const can = abilitiesOf({ kind: 'recording', id: 'a', recording, file, isAtRest });
    return Object.entries(can).flatMap(([name, is]) => (is ? [name] : []));
  };

  it('neither plays nor deletes a live recording', () => {
    for (const state of ['preparing', 'recording', 'paused'] as const) expect(of(state)).toEqual(['saveCopy']);
  });

  it('deletes a recording only when its upload is done, cancelled or blocked', () => {
    expect(of('finishing')).toEqual(['play', 'saveCopy']);
    for (const state of ['blocked', 'complete'] as const) expect(of(state)).toEqual(['play', 'saveCopy', 'remove']);
    expect(of('failed', 0)).toEqual(['remove']);
  });

  it('retries an upload that nothing works on', () => {
    expect(of('finishing', 5, true)).toContain('retry');
    expect(of('complete', 5, true)).not.toContain('retry');
  });

  it('neither plays nor copies without a file', () => {
    expect(of('complete', 0)).toEqual(['remove']);
  });
});
