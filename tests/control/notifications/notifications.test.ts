import { describe, expect, it } from 'vitest';
import {
  interruptedNotification,
  newlyNeeded,
  refusedNotification,
  stoppedAsSet,
} from '../../../lib/control/notifications/notifications.ts';
import { RecentWarnings } from '../../../lib/control/notifications/recent-warnings.ts';
import type { Message } from '../../../lib/recording/message.ts';
import type { RecordingSnapshot } from '../../../lib/recording/snapshot.ts';
import { withWaiting } from '../../../lib/recording/snapshot-changes.ts';
import { aRecording } from '../../support/a-recording.ts';
import { text } from '../../support/text.ts';

const only = (current: RecordingSnapshot) => ({ current, others: [] });
const BLOCKED = aRecording({
  state: 'blocked',
  problem: text('The URL has expired.'),
  link: { kind: 'blocked', reason: text('x') },
});

const GONE = { id: 'capture.microphoneGone' } as const;
const MUTED = { id: 'capture.microphoneMuted' } as const;
const free = (mb: number) => ({ id: 'spool.nearlyFull', freeBytes: mb * 1_000_000 }) as const;

describe('interruptedNotification', () => {
  it('names the recording when it is one, and counts them when they are more', () => {
    expect(interruptedNotification(['A page']).message).toBe(
      '“A page” is kept on this computer and is being uploaded now.',
    );
    expect(interruptedNotification([null]).message).toMatch(/^The recording is kept/);
    expect(interruptedNotification(['A', 'B', null]).title).toBe('3 recordings were interrupted');
  });
});

it('announces a recording that stopped at the time that was chosen, and nothing else that is logged', () => {
  const entry = (message: Message) => ({ atMs: 0, level: 'info', message, recordingId: 'a' }) as const;
  const entries = [entry({ id: 'upload.paused' }), entry({ id: 'recorder.stoppedAsSet' })];
  expect(stoppedAsSet(entries, only(aRecording()))).toEqual([
    {
      id: 'stopped a',
      title: 'The recording has stopped',
      message: '“A page” stopped at the time you chose.',
      warning: null,
    },
  ]);
});

describe('newlyNeeded', () => {
  it('notifies once that a recording needs you', () => {
    const finishing = aRecording({ state: 'finishing' });
    expect(newlyNeeded(only(finishing), only(BLOCKED))).toEqual([
      { id: 'a', title: 'A recording needs attention', message: '“A page”: The URL has expired.', warning: null },
    ]);
    expect(newlyNeeded(only(BLOCKED), only(BLOCKED))).toEqual([]);
    expect(newlyNeeded({ current: null, others: [BLOCKED] }, only(BLOCKED))).toEqual([]);
  });

  it('says that the upload of a live recording is blocked and that the recording continues', () => {
    const live = aRecording({ link: { kind: 'blocked', reason: text('The URL has expired.') } });
    const [notification] = newlyNeeded(only(aRecording()), only(live));
    expect(notification?.message).toContain('The recording continues');
  });

  it('notifies once about a live recording’s warning, and never about an ended one’s', () => {
    const warned = aRecording({ warning: GONE });
    const [notification] = newlyNeeded(only(aRecording()), only(warned));
    expect(notification?.message).toMatch(/^“A page”: The microphone was disconnected/);
    expect(newlyNeeded(only(warned), only(warned))).toEqual([]);
    const ended = aRecording({ state: 'finishing', warning: GONE });
    expect(newlyNeeded(only(aRecording()), only(ended))).toEqual([]);
  });

  it('notifies about an additional warning, not about one that is over or has another number', () => {
    const reported = (from: Message, to: Message) =>
      newlyNeeded(only(aRecording({ warning: from })), only(aRecording({ warning: to }))).length;
    expect(reported(free(30), { id: 'several', messages: [free(30), GONE] })).toBe(1);
    expect(reported({ id: 'several', messages: [free(30), GONE] }, free(29))).toBe(0);
    expect(reported({ id: 'several', messages: [free(30), GONE] }, GONE)).toBe(0);
  });

  it('notifies about a warning of a recording whose upload needs you, and says both', () => {
    const blocked = aRecording({ link: { kind: 'blocked', reason: text('The URL has expired.') } });
    const [warned, ...others] = newlyNeeded(only(blocked), only({ ...blocked, warning: GONE }));
    expect([warned?.warning, others]).toEqual([GONE, []]);
    expect(warned?.message).toMatch(/The microphone was disconnected.*The URL has expired\./);
    expect(newlyNeeded(only({ ...blocked, warning: GONE }), only({ ...blocked, warning: GONE }))).toEqual([]);
    // The upload's trouble comes second.
    const [second, ...more] = newlyNeeded(only(aRecording({ warning: GONE })), only({ ...blocked, warning: GONE }));
    expect([second?.message, more]).toEqual([expect.stringContaining('The URL has expired.'), []]);
  });

  it('says that a recording has ended by itself and why, unless something else says so', () => {
    const ended = aRecording({ state: 'finishing', problem: { id: 'capture.tabCrashed' } });
    const [notification, ...others] = newlyNeeded(only(aRecording()), only(ended));
    expect([notification?.title, others]).toEqual(['The recording has ended', []]);
    expect(notification?.message).toMatch(/^“A page”: .*crashed/);
    expect(newlyNeeded(only(ended), only({ ...ended, state: 'complete' }))).toEqual([]);
    // You stopped it.
    expect(newlyNeeded(only(aRecording()), only(aRecording({ state: 'complete' })))).toEqual([]);
    // It continues as part 2.
    const next = { current: aRecording({ id: 'b', startedAtMs: 1 }), others: [ended] };
    expect(newlyNeeded(only(aRecording()), next)).toEqual([]);
    // The browser crashed: another notification names all such recordings.
    const interrupted = aRecording({ state: 'finishing', problem: { id: 'engine.interruptedProblem' } });
    expect(newlyNeeded(only(aRecording()), only(interrupted))).toEqual([]);
  });

  it('doesn’t notify about recordings that run by themselves or are complete', () => {
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
  const warned = (warning: Message) => newlyNeeded(only(aRecording()), only(aRecording({ warning })));

  it('passes a warning that comes and goes once in ten minutes, whatever its numbers', () => {
    let nowMs = 0;
    const recent = new RecentWarnings(() => nowMs);
    expect(recent.fresh(warned(MUTED))).toHaveLength(1);
    expect(recent.fresh(warned(MUTED))).toHaveLength(0);
    expect(recent.fresh(warned(free(30)))).toHaveLength(1);
    expect(recent.fresh(warned(free(29)))).toHaveLength(0);
    nowMs += 10 * 60_000;
    expect(recent.fresh(warned(MUTED))).toHaveLength(1);
  });

  it('passes each standstill of the browser: it says how long it stood still in all', () => {
    const recent = new RecentWarnings(() => 0);
    const stood = (seconds: number) => ({ id: 'recorder.stoodStill', silentMs: seconds * 1_000 }) as const;
    expect(recent.fresh(warned(stood(6)))).toHaveLength(1);
    expect(recent.fresh(warned(stood(6)))).toHaveLength(0);
    const again = newlyNeeded(only(aRecording({ warning: stood(6) })), only(aRecording({ warning: stood(15) })));
    expect(recent.fresh(again)).toHaveLength(1);
  });

  it('passes all else each time', () => {
    const recent = new RecentWarnings(() => 0);
    const blocked = newlyNeeded(only(aRecording({ state: 'finishing' })), only(BLOCKED));
    expect(recent.fresh(blocked)).toHaveLength(1);
    expect(recent.fresh(blocked)).toHaveLength(1);
  });
});

it('says that a second press of the key did nothing, not that the recording wasn’t started', () => {
  expect(refusedNotification({ id: 'recorder.anotherStarts' }).id).toBe('nothing-done');
  expect(refusedNotification({ id: 'control.noUrl' }).id).toBe('start-refused');
});
