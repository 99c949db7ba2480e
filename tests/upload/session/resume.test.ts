import { describe, expect, test } from 'vitest';
import type { Problem } from '../../../lib/upload/session/problem.ts';
import { reopenSession, resumeSession } from '../../../lib/upload/session/resume.ts';
import { newSession } from '../../../lib/upload/session/session.ts';
import { often, type Reply, ScriptedUpload, stored, UNIT, URL_IN_USE } from '../../support/scripted-upload.ts';

const QUERY = 'bytes */*';

const DONE: Reply = 'done';

/** A piece and a half. */
const TOTAL = UNIT + UNIT / 2;

describe('resumed after a crash', () => {
  const session = { ...newSession(URL_IN_USE), queryable: true, reports: true };
  const halfway = { ...session, ackedBytes: UNIT, confirmedBytes: UNIT, sentBytes: UNIT };

  test('asks first, and believes the server up to what was on disk', async () => {
    const upload = await new ScriptedUpload([stored(UNIT + 7), DONE], resumeSession(halfway, TOTAL)).finish(TOTAL);
    expect(upload.requests).toEqual([QUERY, `bytes ${UNIT + 7}-${TOTAL - 1}/${TOTAL}`]);
  });

  test('before the first byte left, what the server has is someone else’s', async () => {
    const upload = await new ScriptedUpload(often(stored(7)), resumeSession(session, TOTAL)).finish(TOTAL);
    expect(upload.problem).toBe('used');
  });

  test('a success is believed when the total had been named', async () => {
    const named = resumeSession({ ...halfway, totalNamed: true }, TOTAL);
    const upload = await new ScriptedUpload([DONE, { status: 405 }, DONE], named).finish(TOTAL);
    expect(upload.end).toMatchObject({ kind: 'complete' });
  });

  test('probes that failed before it do not count: the clock that timed them has restarted', async () => {
    const failedProbes = { how: 'no answer', count: 2, sinceMs: -60_000 } as const;
    const claimed = { ...halfway, totalNamed: true, claimed: true, failedProbes };
    const bare: Reply = { status: 200 };
    const replies: Reply[] = [bare, 'broken', bare, { status: 404 }, bare];
    const upload = await new ScriptedUpload(replies, resumeSession(claimed, TOTAL)).finish(TOTAL);
    expect(upload.requests).toEqual([QUERY, 'probe', QUERY, 'probe', QUERY]);
    expect(upload.end).toMatchObject({ kind: 'complete' });
  });

  test('a success is not believed when the total had not been named, unless the size is right', async () => {
    const unnamed = resumeSession(halfway, TOTAL);
    expect((await new ScriptedUpload(often(DONE), unnamed).finish(TOTAL)).problem).toBe('finished-early');
    const sized: Reply = { status: 200, text: JSON.stringify({ size: TOTAL }) };
    expect((await new ScriptedUpload([sized], unnamed).finish(TOTAL)).end).toMatchObject({ kind: 'complete' });
  });

  test('when the disk has lost what the server has, it stops loudly', async () => {
    const upload = await new ScriptedUpload([], resumeSession(halfway, UNIT - 1)).finish(UNIT - 1);
    expect(upload.problem).toBe('beyond-sent');
    expect(upload.requests).toEqual([]);
  });

  test('what had ended stays ended', async () => {
    const end = { kind: 'problem', problem: { kind: 'gone', status: 410 } } as const;
    const upload = await new ScriptedUpload([], resumeSession({ ...halfway, end }, TOTAL)).finish(TOTAL);
    expect(upload.problem).toBe('gone');
    expect(upload.requests).toEqual([]);
  });
});

describe('reopened because you tried again', () => {
  const sent = {
    ...newSession(URL_IN_USE),
    sentBytes: TOTAL,
    ackedBytes: UNIT,
    confirmedBytes: UNIT,
    totalNamed: true,
  };
  const ending = (problem: Problem) => reopenSession({ ...sent, end: { kind: 'problem', problem } }, TOTAL);

  test('forgets its end and asks the server where it stands', () => {
    const reopened = ending({ kind: 'gone', status: 410 });
    expect(reopened).toMatchObject({ end: null, ackedBytes: UNIT, confirmedBytes: 0, offsetKnown: false });
  });

  test('remembers what a comparison found', () => {
    const problem = { kind: 'size-mismatch', reportedBytes: 1, totalBytes: TOTAL } as const;
    expect(ending(problem).distrust).toEqual(problem);
    expect(ending({ kind: 'gone', status: 410 }).distrust).toBeNull();
  });

  test('sends every piece again to a server that has no word of its own', () => {
    const plain = { ...sent, plain: true, end: { kind: 'unconfirmed' } } as const;
    expect(reopenSession(plain, TOTAL)).toMatchObject({ ackedBytes: 0, claimed: false });
  });

  test('takes an unconfirmed upload as a claim to check', () => {
    expect(reopenSession({ ...sent, end: { kind: 'unconfirmed' } }, TOTAL).claimed).toBe(true);
  });
});
