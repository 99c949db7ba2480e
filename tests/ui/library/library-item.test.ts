import { describe, expect, it } from 'vitest';
import { EMPTY_SNAPSHOT } from '../../../lib/recording/snapshot.ts';
import type { RecordingState } from '../../../lib/recording/state.ts';
import { blankRow, type RecordingRow, type UnreadableRow } from '../../../lib/spool/row.ts';
import { abilitiesOf } from '../../../lib/ui/library/item-abilities.ts';
import { bytesOnDisk, type ShelfItem, shelfItems } from '../../../lib/ui/library/library-item.ts';
import { aRecording } from '../../support/a-recording.ts';

const row = (id: string, changes: Partial<RecordingRow> = {}): RecordingRow => ({ ...blankRow(id, 0), ...changes });
const unreadable = (id: string): UnreadableRow => ({ id, unreadable: true, stored: null });
const filesOf = (sizes: Record<string, number>) =>
  new Map(Object.entries(sizes).map(([id, bytes]) => [id, { bytes, writtenAtMs: bytes }]));
const idsOf = (items: readonly ShelfItem[]) => items.map(({ kind, id }) => `${kind} ${id}`);

describe('shelfItems', () => {
  it('lists recordings newest first, then what cannot be read, then files without a record', () => {
    const rows = [row('old', { startedAtMs: 1 }), row('new', { startedAtMs: 2 }), unreadable('odd')];
    const files = filesOf({ old: 5, odd: 6, earlier: 7, later: 8 });
    const items = shelfItems({ rows, files }, EMPTY_SNAPSHOT);
    expect(idsOf(items)).toEqual(['recording new', 'recording old', 'unreadable odd', 'file later', 'file earlier']);
    expect(items.map(({ file }) => file?.bytes ?? null)).toEqual([null, 5, 6, 8, 7]);
  });

  it('shows what the background says of a recording rather than its record', () => {
    const live = aRecording({ id: 'a', spooledBytes: 900 });
    const rows = [row('a', { state: 'recording' }), row('b', { state: 'recording' })];
    const items = shelfItems({ rows, files: filesOf({ a: 5 }) }, { current: live, others: [] });
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

  it('lists a recording that has no record yet, and none that was deleted', () => {
    const at = (state: RecordingState) =>
      idsOf(shelfItems({ rows: [], files: filesOf({}) }, { current: aRecording({ id: 'a', state }), others: [] }));
    expect(at('preparing')).toEqual(['recording a']);
    expect(at('complete')).toEqual([]);
    expect(at('failed')).toEqual([]);
  });

  it('takes no file for one without a record while the records cannot be read', () => {
    const [item] = shelfItems({ rows: null, files: filesOf({ a: 5 }) }, EMPTY_SNAPSHOT);
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

  it('neither plays nor deletes one that is being made', () => {
    for (const state of ['preparing', 'recording', 'paused'] as const) expect(of(state)).toEqual(['saveCopy']);
  });

  it('deletes one only when its upload is done, given up or blocked', () => {
    expect(of('finishing')).toEqual(['play', 'saveCopy']);
    for (const state of ['blocked', 'complete'] as const) expect(of(state)).toEqual(['play', 'saveCopy', 'remove']);
    expect(of('failed', 0)).toEqual(['remove']);
  });

  it('tries one that nobody has taken up', () => {
    expect(of('finishing', 5, true)).toContain('retry');
    expect(of('complete', 5, true)).not.toContain('retry');
  });

  it('plays and copies nothing where there is no file', () => {
    expect(of('complete', 0)).toEqual(['remove']);
  });
});
