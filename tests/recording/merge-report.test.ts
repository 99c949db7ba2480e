import { describe, expect, it } from 'vitest';
import { anyAtWork } from '../../lib/recording/at-work.ts';
import { markLost } from '../../lib/recording/mark-lost.ts';
import { mergeReport } from '../../lib/recording/merge-report.ts';
import { aRecording } from '../support/a-recording.ts';

const NOTHING = { current: null, others: [] };

describe('mergeReport', () => {
  it('keeps showing the last recording as complete when the document was closed and opened again', () => {
    const done = aRecording({ state: 'complete' });
    expect(mergeReport({ current: done, others: [] }, NOTHING).current).toEqual(done);
  });

  it('keeps what waits for the person, though the document no longer has it open', () => {
    const blocked = aRecording({ state: 'blocked' });
    const live = aRecording({ id: 'b', startedAtMs: 2_000 });
    expect(mergeReport({ current: blocked, others: [] }, { current: live, others: [] })).toEqual({
      current: live,
      others: [blocked],
    });
  });

  it('shows a recording that was taken up again in its old place, up to its end', () => {
    const shown = { current: aRecording({ state: 'interrupted' }), others: [] };
    const complete = aRecording({ state: 'complete' });
    expect(mergeReport(shown, { current: null, others: [complete] })).toEqual({ current: complete, others: [] });
  });

  it('keeps what is yet to be taken up while another one already is', () => {
    const first = aRecording({ id: 'a', state: 'interrupted' });
    const second = aRecording({ id: 'b', state: 'finishing' });
    expect(mergeReport({ current: first, others: [] }, { current: null, others: [second] })).toEqual({
      current: first,
      others: [second],
    });
  });

  it('never shows a recording as live that the document does not report', () => {
    expect(mergeReport({ current: aRecording(), others: [] }, NOTHING)).toEqual(NOTHING);
  });

  it('lets go of others that are done, and shows the newest first', () => {
    const others = [
      aRecording({ id: 'old', state: 'finishing', startedAtMs: 1 }),
      aRecording({ id: 'done', state: 'complete', startedAtMs: 2 }),
      aRecording({ id: 'new', state: 'finishing', startedAtMs: 3 }),
    ];
    expect(mergeReport(NOTHING, { current: null, others }).others.map(({ id }) => id)).toEqual(['new', 'old']);
  });
});

describe('markLost', () => {
  it('leaves no phantom: what was live is interrupted, and its clock stands still', () => {
    const { current } = markLost({ current: aRecording(), others: [] });
    expect(current).toMatchObject({ state: 'interrupted', elapsed: { runningSinceMs: null } });
    expect(current?.problem).toContain('unexpectedly');
  });

  it('says failed when nothing was on disk', () => {
    const preparing = aRecording({ state: 'preparing', spooledBytes: 0 });
    expect(markLost({ current: preparing, others: [] }).current?.state).toBe('failed');
  });

  it('does not touch what needs nobody', () => {
    const snapshot = {
      current: aRecording({ state: 'complete' }),
      others: [aRecording({ id: 'b', state: 'blocked' })],
    };
    expect(markLost(snapshot)).toEqual(snapshot);
    expect(anyAtWork(snapshot)).toBe(false);
  });
});
