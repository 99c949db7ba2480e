import { describe, expect, test } from 'vitest';
import { resumeSession } from '../../lib/upload/session/resume.ts';
import { newSession } from '../../lib/upload/session/session.ts';
import { often, type Reply, ScriptedUpload, stored, UNIT, URL_IN_USE } from '../support/scripted-upload.ts';

const QUERY = 'bytes */*';
const FRESH: Reply = { status: 308 };
const DONE: Reply = 'done';
const GAP_503: Reply = { status: 503, text: 'The upload offset exceeds already uploaded size.' };
/** A piece and a half. */
const TOTAL = UNIT + UNIT / 2;
const FIRST = `bytes 0-${UNIT - 1}/*`;
const LAST = `bytes ${UNIT}-${TOTAL - 1}/${TOTAL}`;

describe('the way of an upload', () => {
  test('asks, sends pieces from where the server stands, and names the total with the last', async () => {
    const upload = await new ScriptedUpload([FRESH, stored(UNIT), DONE]).finish(TOTAL);
    expect(upload.requests).toEqual([QUERY, FIRST, LAST]);
    expect(upload.end).toMatchObject({ kind: 'complete' });
  });

  test('partial storage: continues from the Range, not from what was sent', async () => {
    const upload = await new ScriptedUpload([FRESH, stored(1_000), stored(1_000 + UNIT), DONE]).finish(TOTAL);
    expect(upload.requests).toEqual([
      QUERY,
      FIRST,
      `bytes 1000-${1_000 + UNIT - 1}/*`,
      `bytes ${1_000 + UNIT}-${TOTAL - 1}/${TOTAL}`,
    ]);
    // Now and then that is no failure.
    expect(upload.atSeconds.every((second) => second === 0)).toBe(true);
  });

  test('a recording of exactly n chunks: the last request carries a whole one and names the total', async () => {
    const upload = await new ScriptedUpload([FRESH, stored(UNIT), DONE]).finish(2 * UNIT);
    expect(upload.requests).toEqual([QUERY, FIRST, `bytes ${UNIT}-${2 * UNIT - 1}/${2 * UNIT}`]);
  });

  test('a final 308 is not success: what is missing is sent', async () => {
    const upload = await new ScriptedUpload([FRESH, stored(UNIT), stored(UNIT + 5), DONE]).finish(TOTAL);
    expect(upload.requests.slice(3)).toEqual([`bytes ${UNIT + 5}-${TOTAL - 1}/${TOTAL}`]);
    expect(upload.end).toMatchObject({ kind: 'complete' });
  });

  test('a final 308 with every byte stored: the total is named once more', async () => {
    const upload = await new ScriptedUpload([FRESH, stored(UNIT), stored(TOTAL), DONE]).finish(TOTAL);
    expect(upload.requests.slice(3)).toEqual([`bytes */${TOTAL}`]);
    expect(upload.end).toMatchObject({ kind: 'complete' });
  });

  test('a server that holds every byte and never finishes is waited for, with a reason', async () => {
    const never = Array.from({ length: 50 }, () => stored(UNIT));
    const upload = await new ScriptedUpload([FRESH, ...never]).finish(UNIT, 300);
    expect(upload.end).toBeNull();
    expect(upload.links.find(({ kind }) => kind === 'stalled')).toMatchObject({
      reason: { id: 'upload.doesNotFinish' },
    });
    expect(upload.requests.slice(2).every((request) => request === `bytes */${UNIT}`)).toBe(true);
  });

  test('nothing leaves before it is called spooled', async () => {
    const upload = new ScriptedUpload([FRESH, stored(UNIT)]).start();
    await upload.settle();
    upload.grow(UNIT);
    await upload.settle();
    expect(upload.requests).toEqual([QUERY]);
    upload.grow(UNIT + 1);
    await upload.settle();
    expect(upload.requests).toEqual([QUERY, FIRST]);
  });

  describe('send early', () => {
    const startEarly = () => {
      const options = { chunkBytes: 4 * UNIT, sendEarlyMs: 10_000 };
      return new ScriptedUpload([FRESH, stored(UNIT)], newSession(URL_IN_USE), options).start();
    };

    test('what is there leaves in units when the time is up, and a byte is kept', async () => {
      const upload = startEarly();
      upload.grow(2 * UNIT);
      await upload.clock.advance(9_999);
      expect(upload.requests).toEqual([QUERY]);
      await upload.clock.advance(2);
      expect(upload.requests).toEqual([QUERY, FIRST]);
    });

    test('what was too little when the time was up leaves as soon as it is enough', async () => {
      const upload = startEarly();
      upload.grow(UNIT);
      await upload.clock.advance(20_000);
      expect(upload.requests).toEqual([QUERY]);
      upload.grow(UNIT + 1);
      await upload.settle();
      expect(upload.requests).toEqual([QUERY, FIRST]);
    });
  });

  test('what is known is kept before the first byte and before the total leave, and after each answer', async () => {
    const upload = await new ScriptedUpload([FRESH, stored(UNIT), DONE]).finish(TOTAL);
    expect(upload.saved.map(({ sentBytes, ackedBytes, totalNamed }) => [sentBytes, ackedBytes, totalNamed])).toEqual([
      [0, 0, false],
      [UNIT, 0, false],
      [UNIT, UNIT, false],
      [TOTAL, UNIT, true],
      [TOTAL, TOTAL, true],
    ]);
  });

  test('progress: acknowledged never more than sent, and sent moves with the bytes', async () => {
    const upload = new ScriptedUpload([FRESH, 'pending']).start();
    upload.grow(UNIT + 1);
    await upload.settle();
    upload.options?.onProgress(1_234);
    expect(upload.progress.at(-1)).toEqual({ ackedBytes: 0, sentBytes: 1_234 });
    expect(upload.progress.every(({ ackedBytes, sentBytes }) => ackedBytes <= sentBytes)).toBe(true);
  });
});

describe('servers that do not say how much they hold', () => {
  test('308 without Range counts a piece as stored, and the log says so', async () => {
    const upload = await new ScriptedUpload([FRESH, FRESH, DONE]).finish(TOTAL);
    expect(upload.requests).toEqual([QUERY, FIRST, LAST]);
    expect(upload.logged).toContain('upload.countsAsStored');
  });

  test.each([[GAP_503], [{ status: 416 }]])('a refused gap corrects a wrong guess: all is sent again', async (gap) => {
    const upload = await new ScriptedUpload([FRESH, FRESH, gap, FRESH, FRESH, DONE]).finish(TOTAL);
    expect(upload.requests).toEqual([QUERY, FIRST, LAST, QUERY, FIRST, LAST]);
    expect(upload.atSeconds.every((second) => second === 0)).toBe(true);
  });

  test('a lost answer to a piece: the piece is sent again, not everything', async () => {
    const upload = await new ScriptedUpload([FRESH, FRESH, 'broken', FRESH, FRESH, DONE]).finish(2 * UNIT + 1);
    const second = `bytes ${UNIT}-${2 * UNIT - 1}/*`;
    expect(upload.requests).toEqual([
      QUERY,
      FIRST,
      second,
      QUERY,
      second,
      `bytes ${2 * UNIT}-${2 * UNIT}/${2 * UNIT + 1}`,
    ]);
  });

  test('an answer that breaks off after its 308 is a 308', async () => {
    const cut: Reply = { status: 308, truncated: true };
    const upload = await new ScriptedUpload([FRESH, cut, cut, cut, DONE]).finish(3 * UNIT + 1);
    expect(upload.requests).toHaveLength(5);
    expect(upload.end).toMatchObject({ kind: 'complete' });
  });

  test('a question after an objection was dealt with is no new objection', async () => {
    const upload = await new ScriptedUpload([FRESH, FRESH, GAP_503, FRESH, 'broken', FRESH, FRESH, DONE]).finish(TOTAL);
    expect(upload.saved.at(-1)).toMatchObject({ rewinds: 1 });
    expect(upload.links.filter(({ kind }) => kind === 'retrying' || kind === 'stalled')).toHaveLength(1);
    expect(upload.end).toMatchObject({ kind: 'complete' });
  });

  test('what is refused again and again ends with a reason, not in a circle', async () => {
    const circle = Array.from({ length: 30 }, () => [FRESH, GAP_503, FRESH]).flat();
    const upload = await new ScriptedUpload([FRESH, ...circle]).finish(TOTAL);
    expect(upload.problem).toBe('never-completes');
    expect(upload.requests.length).toBeLessThan(15);
  });

  test('308 to the last piece: everything is sent again, then it ends with a reason', async () => {
    const upload = await new ScriptedUpload(Array.from({ length: 30 }, () => FRESH)).finish(TOTAL);
    expect(upload.requests).toEqual([QUERY, FIRST, LAST, FIRST, LAST, FIRST, LAST]);
    expect(upload.problem).toBe('never-completes');
  });

  test('308 without Range to a first piece that is the last: nothing was stored, and it is tried again later', async () => {
    const upload = await new ScriptedUpload([FRESH, FRESH, GAP_503, FRESH, FRESH, FRESH, DONE]).finish(UNIT);
    const only = `bytes 0-${UNIT - 1}/${UNIT}`;
    expect(upload.requests).toEqual([QUERY, only, only, QUERY, only, only, only]);
    expect(upload.end).toMatchObject({ kind: 'complete' });
    expect(upload.atSeconds.at(-1)).toBeGreaterThan(10);
  });

  test('a server that reports, but not when nothing is stored, is believed that nothing is', async () => {
    const nothing: Reply = { status: 308, headers: { range: 'bytes=0--1' } };
    const upload = await new ScriptedUpload([nothing, { status: 308 }, stored(UNIT), DONE]).finish(TOTAL);
    expect(upload.requests).toEqual([QUERY, FIRST, FIRST, LAST]);
  });

  test('308 without Range in the middle, from a server that reports, is asked about before it is believed', async () => {
    const replies = [FRESH, stored(UNIT), { status: 308 }, stored(2 * UNIT), DONE];
    const upload = await new ScriptedUpload(replies).finish(2 * UNIT + 1);
    expect(upload.requests[3]).toBe(QUERY);
    expect(upload.end).toMatchObject({ kind: 'complete' });
  });

  test('a server that reports and answers no queries may refuse offsets as often as it likes', async () => {
    const upload = await new ScriptedUpload([
      { status: 405 },
      stored(UNIT),
      GAP_503,
      stored(2 * UNIT),
      GAP_503,
      stored(3 * UNIT),
      GAP_503,
      DONE,
    ]).finish(3 * UNIT + 1);
    expect(upload.end).toMatchObject({ kind: 'complete' });
  });
});

describe('status queries that are not answered', () => {
  test.each([400, 404, 405, 416, 501])('%i: it is sent all the same, and never asked again', async (status) => {
    const upload = await new ScriptedUpload([{ status }, stored(UNIT), 'broken', DONE]).finish(TOTAL);
    expect(upload.requests).toEqual([QUERY, FIRST, LAST, LAST]);
    expect(upload.end).toMatchObject({ kind: 'complete' });
  });

  test('404 from a server that used to answer means that the session is gone', async () => {
    const gone = Array.from({ length: 9 }, () => ({ status: 404 }));
    const upload = await new ScriptedUpload([FRESH, 'broken', ...gone]).finish(TOTAL);
    expect(upload.problem).toBe('gone');
    expect(upload.atSeconds.at(-1)).toBeGreaterThanOrEqual(60);
  });

  test.each([400, 405, 501])('%i from a server that used to answer is waited for', async (status) => {
    const upload = await new ScriptedUpload([FRESH, 'broken', { status }, FRESH, stored(UNIT), DONE]).finish(TOTAL);
    expect(upload.end).toMatchObject({ kind: 'complete' });
    expect(upload.links.filter(({ kind }) => kind === 'retrying')).not.toEqual([]);
  });
});

describe('success to a piece that is not the last', () => {
  test.each([200, 201, 204])('%i from a server that answers no queries: it takes pieces like that', async (status) => {
    const upload = await new ScriptedUpload([{ status: 405 }, { status }, DONE]).finish(TOTAL);
    expect(upload.requests).toEqual([QUERY, FIRST, LAST]);
    expect(upload.end).toMatchObject({ kind: 'complete' });
  });

  test('from a server that calls the upload unfinished when asked: it takes pieces like that', async () => {
    const replies = [FRESH, DONE, FRESH, DONE, { status: 405 }, DONE];
    const upload = await new ScriptedUpload(replies).finish(2 * UNIT + 1);
    expect(upload.requests).toEqual([
      QUERY,
      FIRST,
      QUERY,
      `bytes ${UNIT}-${2 * UNIT - 1}/*`,
      'HEAD',
      `bytes ${2 * UNIT}-${2 * UNIT}/${2 * UNIT + 1}`,
    ]);
  });

  test('from a session that is finished: nothing is believed, everything is kept', async () => {
    const upload = await new ScriptedUpload([FRESH, stored(UNIT), ...often(DONE)]).finish(2 * UNIT + 1);
    expect(new Set(upload.requests.slice(3))).toEqual(new Set([QUERY]));
    expect(upload.atSeconds.at(-1)).toBeGreaterThanOrEqual(60);
    expect(upload.problem).toBe('finished-early');
  });

  test('from a server that has said how much it holds it is never taken for its word', async () => {
    const replies = [FRESH, DONE, FRESH, stored(UNIT + 9), DONE, stored(UNIT + 9), stored(2 * UNIT), DONE];
    const upload = await new ScriptedUpload(replies).finish(3 * UNIT);
    const third = `bytes ${UNIT + 9}-${2 * UNIT + 8}/*`;
    expect(upload.requests.slice(3, 7)).toEqual([`bytes ${UNIT}-${2 * UNIT - 1}/*`, third, QUERY, third]);
  });
});

describe('refused offsets', () => {
  test.each([[GAP_503], [{ status: 416 }]])('are asked about at once, and not counted as failures', async (gap) => {
    const upload = await new ScriptedUpload([FRESH, gap, stored(70), stored(70 + UNIT), DONE]).finish(TOTAL);
    expect(upload.requests.slice(0, 4)).toEqual([QUERY, FIRST, QUERY, `bytes 70-${70 + UNIT - 1}/*`]);
    expect(upload.atSeconds.every((second) => second === 0)).toBe(true);
    expect(upload.links.every(({ kind }) => kind !== 'retrying' && kind !== 'stalled')).toBe(true);
  });

  test('again and again without progress are a failure, with a wait', async () => {
    const circle = Array.from({ length: 20 }, () => [{ status: 416 }, stored(10)]).flat();
    const upload = await new ScriptedUpload([FRESH, ...circle]).finish(TOTAL, 60);
    expect(upload.links.some(({ kind }) => kind === 'retrying')).toBe(true);
    // Three times at once, then each time after a longer wait.
    expect(upload.requests.filter((request) => request !== QUERY)).toHaveLength(9);
  });
});

describe('failures of unknown effect', () => {
  test.each<[string, Reply]>([
    ['a broken connection', 'broken'],
    ['silence', 'stalled'],
    ...[408, 425, 429, 500, 502, 503, 504].map((status): [string, Reply] => [`${status}`, { status }]),
  ])('%s: asks before it sends again', async (_title, reply) => {
    const upload = await new ScriptedUpload([FRESH, reply, stored(UNIT), DONE]).finish(TOTAL);
    expect(upload.requests).toEqual([QUERY, FIRST, QUERY, LAST]);
    expect(upload.end).toMatchObject({ kind: 'complete' });
  });

  test('a lost answer to the last piece: 200 to the question is the answer', async () => {
    const upload = await new ScriptedUpload([FRESH, stored(UNIT), 'broken', DONE]).finish(TOTAL);
    expect(upload.requests.slice(2)).toEqual([LAST, QUERY]);
    expect(upload.end).toMatchObject({ kind: 'complete' });
  });

  test('a lost answer to the last piece: every byte stored and not finished is finished', async () => {
    const upload = await new ScriptedUpload([FRESH, stored(UNIT), 'broken', stored(TOTAL), DONE]).finish(TOTAL);
    expect(upload.requests.slice(2)).toEqual([LAST, QUERY, `bytes */${TOTAL}`]);
    expect(upload.end).toMatchObject({ kind: 'complete' });
  });

  test('the last answer breaks off in its body: the status line counts, and is asked about', async () => {
    const cut: Reply = { status: 200, truncated: true };
    const upload = await new ScriptedUpload([FRESH, stored(UNIT), cut, DONE]).finish(TOTAL);
    expect(upload.requests.slice(2)).toEqual([LAST, QUERY]);
    expect(upload.end).toMatchObject({ kind: 'complete' });
  });

  test('the last answer breaks off, and nobody answers questions: the status line counts', async () => {
    const cut: Reply = { status: 200, truncated: true };
    const upload = await new ScriptedUpload([{ status: 405 }, cut, { status: 405 }]).finish(UNIT);
    expect(upload.end).toMatchObject({ kind: 'complete' });
  });
});

describe('retries', () => {
  test('wait longer each time, then it is stalled and tried for ever', async () => {
    const broken = Array.from({ length: 20 }, (): Reply => 'broken');
    const upload = await new ScriptedUpload([FRESH, ...broken]).finish(UNIT, 200);
    expect(upload.atSeconds.slice(1, 8)).toEqual([0, 0.5, 1.5, 16.5, 46.5, 106.5, 166.5]);
    const links = upload.links.filter(({ kind }) => kind === 'retrying' || kind === 'stalled');
    expect(links[0]).toMatchObject({ kind: 'retrying', attempt: 1 });
    const stalled = links.filter((link) => link.kind === 'stalled');
    expect(new Set(stalled.map(({ sinceMs }) => sinceMs)).size).toBe(1);
  });

  test('start afresh when the offset has advanced', async () => {
    const replies: Reply[] = [FRESH, 'broken', 'broken', stored(UNIT), 'broken', stored(UNIT), DONE];
    const upload = await new ScriptedUpload(replies).finish(TOTAL);
    const attempts = upload.links.flatMap((link) => (link.kind === 'retrying' ? [link.attempt] : []));
    expect(attempts).toEqual([1, 2, 1]);
  });

  test('wait as long as the server says, in seconds or until a date', async () => {
    const asked = new ScriptedUpload([FRESH, { status: 429, headers: { 'retry-after': '7' } }, stored(UNIT), DONE]);
    expect((await asked.finish(TOTAL)).atSeconds).toEqual([0, 0, 7, 7]);
    const date = new Date(asked.clock.now() + 5_000 - 7_000).toUTCString();
    const dated = new ScriptedUpload([FRESH, { status: 503, headers: { 'retry-after': date } }, stored(UNIT), DONE]);
    expect((await dated.finish(TOTAL)).atSeconds).toEqual([0, 0, 5, 5]);
  });

  test('Retry now ends the wait', async () => {
    const upload = new ScriptedUpload([FRESH, 'broken', 'broken', 'broken', stored(UNIT), DONE]);
    upload.seal(TOTAL);
    upload.start();
    await upload.clock.advance(2_000);
    expect(upload.link).toMatchObject({ kind: 'stalled' });
    upload.uploader.retryNow();
    await upload.settle();
    expect(upload.end).toMatchObject({ kind: 'complete' });
  });

  test('a request is given up when nothing moves for as long as is set', async () => {
    const upload = await new ScriptedUpload([FRESH, 'stalled', stored(UNIT), DONE]).finish(TOTAL);
    expect(upload.atSeconds).toEqual([0, 0, 30.5, 30.5]);
  });
});

describe('the network', () => {
  test('while there is none, nothing is tried and no attempt is burnt', async () => {
    const upload = new ScriptedUpload([FRESH, 'stalled', stored(UNIT), DONE]);
    upload.seal(TOTAL);
    upload.start();
    await upload.settle();
    upload.setOnline(false);
    await upload.clock.advance(59_000);
    expect(upload.requests).toEqual([QUERY, FIRST]);
    expect(upload.link).toEqual({ kind: 'offline' });
    expect(upload.saved.every(({ failures }) => failures === 0)).toBe(true);
    upload.setOnline(true);
    await upload.settle();
    expect(upload.requests.slice(2)).toEqual([QUERY, LAST]);
  });

  test('when it comes back, it is tried at once', async () => {
    const upload = new ScriptedUpload([FRESH, 'broken', 'broken', 'broken', stored(UNIT), DONE]);
    upload.seal(TOTAL);
    upload.start();
    await upload.clock.advance(2_000);
    upload.setOnline(false);
    upload.setOnline(true);
    await upload.settle();
    expect(upload.end).toMatchObject({ kind: 'complete' });
  });
});

describe('pausing the upload', () => {
  test('cuts off the request, sends nothing, and asks before it continues', async () => {
    const upload = new ScriptedUpload([FRESH, 'pending', stored(9), stored(9 + UNIT), DONE]);
    upload.seal(TOTAL);
    upload.start();
    await upload.settle();
    upload.setPaused(true);
    await upload.clock.advance(3_600_000);
    expect(upload.requests).toEqual([QUERY, FIRST]);
    expect(upload.link).toEqual({ kind: 'paused' });
    upload.setPaused(false);
    await upload.settle();
    expect(upload.requests.slice(2, 4)).toEqual([QUERY, `bytes 9-${UNIT + 8}/*`]);
    expect(upload.saved.every(({ failures }) => failures === 0)).toBe(true);
  });
});

describe('what waiting does not help', () => {
  test.each([
    [400, 'refused'],
    [401, 'forbidden'],
    [403, 'forbidden'],
    [404, 'gone'],
    [405, 'refused'],
    [409, 'refused'],
    [410, 'gone'],
    [411, 'refused'],
    [413, 'piece-too-large'],
    [415, 'refused'],
    [499, 'cancelled'],
  ])('%i for more than a minute ends the upload: %s', async (status, kind) => {
    const refusals = Array.from({ length: 20 }, () => [{ status }, FRESH]).flat();
    const upload = await new ScriptedUpload([FRESH, ...refusals]).finish(TOTAL);
    expect(upload.problem).toBe(kind);
    expect(upload.link).toMatchObject({ kind: 'blocked' });
    expect(upload.atSeconds.at(-1)).toBeGreaterThanOrEqual(60);
  });

  test.each<[string, Reply]>([
    ['bytes', stored(5)],
    ['a finished upload', DONE],
  ])('%s at the URL before anything was sent: it has been used', async (_title, reply) => {
    expect((await new ScriptedUpload(often(reply)).finish(TOTAL)).problem).toBe('used');
  });

  test('more acknowledged than was sent', async () => {
    const upload = await new ScriptedUpload([FRESH, ...often(stored(UNIT + 1))]).finish(TOTAL);
    expect(upload.end).toMatchObject({
      problem: { kind: 'beyond-sent', reportedBytes: UNIT + 1, sentBytes: UNIT },
    });
  });

  test('less acknowledged than before', async () => {
    const upload = await new ScriptedUpload([FRESH, stored(UNIT), ...often(stored(UNIT - 1))]).finish(TOTAL);
    expect(upload.end).toMatchObject({ problem: { kind: 'went-backwards', ackedBytes: UNIT } });
  });

  test('a server that had said how much it holds, and now says nothing when asked, holds nothing', async () => {
    const upload = await new ScriptedUpload([FRESH, stored(UNIT), 'broken', ...often({ status: 308 })]).finish(TOTAL);
    expect(upload.problem).toBe('went-backwards');
  });

  test('another size than was sent', async () => {
    const done: Reply = { status: 200, headers: { 'x-goog-stored-content-length': '5' } };
    expect((await new ScriptedUpload([FRESH, done]).finish(UNIT)).problem).toBe('size-mismatch');
  });

  test('another checksum than the recording’s', async () => {
    const upload = new ScriptedUpload([FRESH, DONE]);
    upload.verdict = { kind: 'checksum-mismatch', algorithm: 'crc32c' };
    await upload.finish(UNIT);
    expect(upload.problem).toBe('checksum-mismatch');
    expect(upload.saved.at(-1)?.end).toMatchObject({ kind: 'problem' });
  });
});

describe('resumed after a crash', () => {
  const session = { ...newSession(URL_IN_USE), queryable: true, reports: true };
  const halfway = { ...session, ackedBytes: UNIT, confirmedBytes: UNIT, sentBytes: UNIT };

  test('asks first, and believes the server up to what was on disk', async () => {
    const upload = await new ScriptedUpload([stored(UNIT + 7), DONE], resumeSession(halfway, TOTAL)).finish(TOTAL);
    expect(upload.requests).toEqual([QUERY, `bytes ${UNIT + 7}-${TOTAL - 1}/${TOTAL}`]);
  });

  test('before the first byte had left, what the server holds is somebody else’s', async () => {
    const upload = await new ScriptedUpload(often(stored(7)), resumeSession(session, TOTAL)).finish(TOTAL);
    expect(upload.problem).toBe('used');
  });

  test('a success is believed when the total had been named', async () => {
    const named = resumeSession({ ...halfway, totalNamed: true }, TOTAL);
    expect((await new ScriptedUpload([DONE], named).finish(TOTAL)).end).toMatchObject({ kind: 'complete' });
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

test('an aborted upload stops at once, with the signal’s reason', async () => {
  const upload = new ScriptedUpload([FRESH, 'pending']);
  upload.seal(TOTAL);
  upload.start();
  await upload.settle();
  upload.abort();
  await upload.settle();
  expect(upload.thrown).toMatchObject({ name: 'AbortError' });
  expect(upload.requests).toHaveLength(2);
});

test('the log never contains the URL', async () => {
  const upload = await new ScriptedUpload([FRESH, 'broken', stored(9), { status: 410 }]).finish(TOTAL);
  expect(JSON.stringify(upload.log)).not.toContain('SECRET');
});
