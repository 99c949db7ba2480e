import { describe, expect, it } from 'vitest';
import { interruptedNotification, newlyNeeded } from '../../../lib/control/notifications/notifications.ts';
import { RecentWarnings } from '../../../lib/control/notifications/recent-warnings.ts';
import type { RecordingSnapshot } from '../../../lib/recording/snapshot.ts';
import { withWaiting } from '../../../lib/recording/snapshot-changes.ts';
import { aRecording } from '../../support/a-recording.ts';

const only = (current: RecordingSnapshot) => ({ current, others: [] });
const BLOCKED = aRecording({
  state: 'blocked',
  problem: 'The URL has expired.',
  link: { kind: 'blocked', reason: 'x' },
});

describe('interruptedNotification', () => {
  it('names the recording when it is one, and counts them when they are more', () => {
    expect(interruptedNotification(['A page']).message).toBe(
      '“A page” is kept on this computer, and is being uploaded now.',
    );
    expect(interruptedNotification([null]).message).toMatch(/^The recording is kept/);
    expect(interruptedNotification(['A', 'B', null]).title).toBe('3 recordings were interrupted');
  });
});

describe('newlyNeeded', () => {
  it('tells once that a recording needs the person', () => {
    const finishing = aRecording({ state: 'finishing' });
    expect(newlyNeeded(only(finishing), only(BLOCKED))).toEqual([
      { id: 'a', title: 'A recording needs attention', message: '“A page”: The URL has expired.' },
    ]);
    expect(newlyNeeded(only(BLOCKED), only(BLOCKED))).toEqual([]);
    expect(newlyNeeded({ current: null, others: [BLOCKED] }, only(BLOCKED))).toEqual([]);
  });

  it('tells that the upload of a live recording is blocked, and that the recording goes on', () => {
    const live = aRecording({ link: { kind: 'blocked', reason: 'The URL has expired.' } });
    const [notification] = newlyNeeded(only(aRecording()), only(live));
    expect(notification?.message).toContain('The recording goes on');
  });

  it('tells once what a live recording is warned of, and not what one that has ended was', () => {
    const warned = aRecording({ warning: 'The microphone is gone.' });
    const [notification] = newlyNeeded(only(aRecording()), only(warned));
    expect(notification?.message).toBe('“A page”: The microphone is gone.');
    expect(newlyNeeded(only(warned), only(warned))).toEqual([]);
    const ended = aRecording({ state: 'finishing', warning: 'The microphone is gone.' });
    expect(newlyNeeded(only(aRecording()), only(ended))).toEqual([]);
  });

  it('tells of a warning that comes to another one, not that one is over, nor another number', () => {
    const told = (from: string, to: string) =>
      newlyNeeded(only(aRecording({ warning: from })), only(aRecording({ warning: to }))).length;
    expect(told('30 MB are free.', '30 MB are free. The microphone is gone.')).toBe(1);
    expect(told('30 MB are free. The microphone is gone.', '29 MB are free.')).toBe(0);
    expect(told('30 MB are free. The microphone is gone.', 'The microphone is gone.')).toBe(0);
  });

  it('tells nothing of what runs by itself or is complete', () => {
    for (const state of ['recording', 'paused', 'finishing', 'complete'] as const) {
      expect(newlyNeeded({ current: null, others: [] }, only(aRecording({ state })))).toEqual([]);
    }
  });
});

describe('withWaiting', () => {
  it('adds what waits beside what is shown, and never twice', () => {
    const older = aRecording({ id: 'b', startedAtMs: 1 });
    expect(withWaiting({ current: null, others: [BLOCKED] }, [older, BLOCKED]).others.map(({ id }) => id)).toEqual([
      'a',
      'b',
    ]);
    expect(withWaiting(only(BLOCKED), [BLOCKED])).toEqual(only(BLOCKED));
  });
});

describe('RecentWarnings', () => {
  const warned = (warning: string) => newlyNeeded(only(aRecording()), only(aRecording({ warning })));

  it('passes a warning that comes and goes once in ten minutes, whatever its numbers', () => {
    let nowMs = 0;
    const told = new RecentWarnings(() => nowMs);
    expect(told.fresh(warned('The microphone is muted.'))).toHaveLength(1);
    expect(told.fresh(warned('The microphone is muted.'))).toHaveLength(0);
    expect(told.fresh(warned('30 MB are free.'))).toHaveLength(1);
    expect(told.fresh(warned('29 MB are free.'))).toHaveLength(0);
    nowMs += 10 * 60_000;
    expect(told.fresh(warned('The microphone is muted.'))).toHaveLength(1);
  });

  it('passes all else each time', () => {
    const told = new RecentWarnings(() => 0);
    const blocked = newlyNeeded(only(aRecording({ state: 'finishing' })), only(BLOCKED));
    expect(told.fresh(blocked)).toHaveLength(1);
    expect(told.fresh(blocked)).toHaveLength(1);
  });
});
