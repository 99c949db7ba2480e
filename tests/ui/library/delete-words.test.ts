import { describe, expect, it } from 'vitest';
import type { RecordingSnapshot } from '../../../lib/recording/snapshot.ts';
import { askAboutMany, askAboutOne } from '../../../lib/ui/library/delete-words.ts';
import type { LibraryItem } from '../../../lib/ui/library/library-item.ts';
import { t } from '../../../lib/words/t.ts';
import { aRecording } from '../../support/a-recording.ts';

function item(changes: Partial<RecordingSnapshot>, bytes = 1_000): LibraryItem {
  const recording = aRecording(changes);
  const file = bytes === 0 ? null : { bytes, writtenAtMs: 0 };
  return { kind: 'recording', id: recording.id, recording, file, isAtRest: false };
}

describe('the question before a recording is deleted', () => {
  it('says what will be lost', () => {
    const said = (one: LibraryItem) => askAboutOne(one).sentences.join(' ');
    const size = '1 kB';
    expect(said(item({ state: 'complete', ackedBytes: 1_000 }))).toBe(t('ui.delete.complete', { size }));
    expect(said(item({ state: 'unconfirmed' }))).toBe(t('ui.delete.unconfirmed', { size }));
    expect(said(item({ state: 'blocked', ackedBytes: 930 }))).toBe(
      t('ui.delete.partUploaded', { percent: '93%', size }),
    );
    expect(said(item({ state: 'blocked', ackedBytes: 0 }))).toBe(t('ui.delete.nothingUploaded', { size }));
    expect(said(item({ state: 'failed' }, 0))).toBe(t('ui.delete.noFile'));
    const file = { bytes: 5, writtenAtMs: 0 };
    expect(said({ kind: 'file', id: 'f', file, isRecordMissing: true })).toBe(
      t('ui.delete.maybeOnlyCopy', { size: '5 bytes' }),
    );
  });

  it('names a recording that is selected alone', () => {
    const stuck = item({ id: 'stuck', title: 'A page', state: 'blocked' });
    expect(askAboutMany([stuck])).toEqual({ ...askAboutOne(stuck), ids: ['stuck'] });
  });

  it('leaves out those that are still recording or uploading', () => {
    const live = item({ id: 'live' });
    const done = item({ id: 'done', state: 'complete', ackedBytes: 1_000 });
    const stuck = item({ id: 'stuck', state: 'blocked' });
    expect(askAboutMany([live])).toBeNull();
    expect(askAboutMany([live, done, stuck])).toEqual({
      title: 'Delete 2 recordings?',
      sentences: [t('ui.delete.files', { size: '2 kB' }), t('ui.delete.lost', 1), t('ui.delete.kept', 1)],
      ids: ['done', 'stuck'],
    });
  });
});
