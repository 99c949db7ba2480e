import { describe, expect, it } from 'vitest';
import { anyAtWork } from '../../lib/recording/snapshot.ts';
import { markLost, mergeReport } from '../../lib/recording/snapshot-changes.ts';
import { aRecording } from '../support/a-recording.ts';

const NOTHING = { current: null, others: [] };

describe('mergeReport', () => {
  it('keeps showing the last recording as complete after the recorder was closed and opened again', () => {
    const done = aRecording({ state: 'complete' });
    expect(mergeReport({ current: done, others: [] }, NOTHING).current).toEqual(done);
  });

  it('keeps recordings that wait for you after the recorder closed them', () => {
    const blocked = aRecording({ state: 'blocked' });
    const live = aRecording({ id: 'b', startedAtMs: 2_000 });
    expect(mergeReport({ current: blocked, others: [] }, { current: live, others: [] })).toEqual({
      current: live,
      others: [blocked],
    });
  });

  it('shows a resumed recording in its old place until it ends', () => {
    const shown = { current: aRecording({ state: 'interrupted' }), others: [] };
    const complete = aRecording({ state: 'complete' });
    expect(mergeReport(shown, { current: null, others: [complete] })).toEqual({ current: complete, others: [] });
  });

  it('keeps a recording that is still to be resumed while another one already is', () => {
    const first = aRecording({ id: 'a', state: 'interrupted' });
    const second = aRecording({ id: 'b', state: 'finishing' });
    expect(mergeReport({ current: first, others: [] }, { current: null, others: [second] })).toEqual({
      current: first,
      others: [second],
    });
  });

  it('never shows a recording as live that the recorder does not report', () => {
    expect(mergeReport({ current: aRecording(), others: [] }, NOTHING)).toEqual(NOTHING);
  });

  it('drops other recordings that are done and shows the newest first', () => {
    const others = [
      aRecording({ id: 'old', state: 'finishing', startedAtMs: 1 }),
      aRecording({ id: 'done', state: 'complete', startedAtMs: 2 }),
      aRecording({ id: 'new', state: 'finishing', startedAtMs: 3 }),
    ];
    expect(mergeReport(NOTHING, { current: null, others }).others.map(({ id }) => id)).toEqual(['new', 'old']);
  });
});

describe('markLost', () => {
  it('marks a live recording as interrupted and stops its clock', () => {
    const { current } = markLost({ current: aRecording(), others: [] });
    expect(current).toMatchObject({ state: 'interrupted', elapsed: { runningSinceMs: null } });
    expect(current?.problem).toEqual({ id: 'recorder.lost' });
  });

  it('marks a recording as failed when nothing was on disk', () => {
    const preparing = aRecording({ state: 'preparing', spooledBytes: 0 });
    expect(markLost({ current: preparing, others: [] }).current?.state).toBe('failed');
  });

  it('leaves alone recordings that need no work', () => {
    const snapshot = {
      current: aRecording({ state: 'complete' }),
      others: [aRecording({ id: 'b', state: 'blocked' })],
    };
    expect(markLost(snapshot)).toEqual(snapshot);
    expect(anyAtWork(snapshot)).toBe(false);
  });
});
