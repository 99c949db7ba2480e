import { describe, expect, it } from 'vitest';
import type { RecordingSnapshot } from '../../../lib/recording/snapshot.ts';
import { askAboutMany, askAboutOne } from '../../../lib/ui/library/delete-words.ts';
import type { ShelfItem } from '../../../lib/ui/library/library-item.ts';
import { aRecording } from '../../support/a-recording.ts';

function item(changes: Partial<RecordingSnapshot>, bytes = 1_000): ShelfItem {
  const recording = aRecording(changes);
  const file = bytes === 0 ? null : { bytes, writtenAtMs: 0 };
  return { kind: 'recording', id: recording.id, recording, file, isAtRest: false };
}

describe('before a recording is deleted', () => {
  it('the person hears how much of it is elsewhere', () => {
    const said = (one: ShelfItem) => askAboutOne(one).sentences.join(' ');
    expect(said(item({ state: 'complete', ackedBytes: 1_000 }))).toContain('whole at the server');
    expect(said(item({ state: 'blocked', ackedBytes: 930 }))).toBe(
      'Only 93 % of it is at the server. Its file (1 kB) is lost for good.',
    );
    expect(said(item({ state: 'blocked', ackedBytes: 0 }))).toContain('the only one there is');
    expect(said(item({ state: 'failed' }, 0))).toContain('no file on this computer');
    const file = { bytes: 5, writtenAtMs: 0 };
    expect(said({ kind: 'file', id: 'f', file, isRecordMissing: true })).toContain('may be the only one there is');
  });

  it('one that is selected alone is asked about by its name', () => {
    const stuck = item({ id: 'stuck', title: 'A page', state: 'blocked' });
    expect(askAboutMany([stuck])).toEqual({ ...askAboutOne(stuck), ids: ['stuck'] });
  });

  it('of several, those that are being recorded or uploaded are kept', () => {
    const live = item({ id: 'live' });
    const done = item({ id: 'done', state: 'complete', ackedBytes: 1_000 });
    const stuck = item({ id: 'stuck', state: 'blocked' });
    expect(askAboutMany([live])).toBeNull();
    expect(askAboutMany([live, done, stuck])).toEqual({
      title: 'Delete 2 recordings?',
      sentences: [
        'Their files on this computer (2 kB) are deleted.',
        'One of them is not whole at the server, and lost for good.',
        'One of them is being recorded or uploaded, and kept.',
      ],
      action: 'Delete',
      ids: ['done', 'stuck'],
    });
  });
});
