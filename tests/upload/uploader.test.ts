import { describe, expect, test } from 'vitest';
import { often, type Reply, ScriptedUpload, stored, UNIT } from '../support/scripted-upload.ts';

const QUERY = 'bytes */*';

const FRESH: Reply = { status: 308 };

const DONE: Reply = 'done';

/** A piece and a half. */
const TOTAL = UNIT + UNIT / 2;

const FIRST = `bytes 0-${UNIT - 1}/*`;

const LAST = `bytes ${UNIT}-${TOTAL - 1}/${TOTAL}`;

test('progress: acknowledged never more than sent, and sent moves with the bytes', async () => {
  const upload = new ScriptedUpload([FRESH, 'pending']).start();
  upload.grow(UNIT + 1);
  await upload.settle();
  upload.options?.onProgress(1_234);
  expect(upload.progress.at(-1)).toEqual({ ackedBytes: 0, sentBytes: 1_234 });
  expect(upload.progress.every(({ ackedBytes, sentBytes }) => ackedBytes <= sentBytes)).toBe(true);
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
    const replies: Reply[] = [FRESH, stored(UNIT), 'broken', DONE, { status: 404 }, DONE];
    const upload = await new ScriptedUpload(replies).finish(TOTAL);
    expect(upload.requests.slice(2)).toEqual([LAST, QUERY, 'probe', QUERY]);
    expect(upload.end).toMatchObject({ kind: 'complete' });
  });

  test('a lost answer to the last piece: every byte stored and not finished is finished', async () => {
    const upload = await new ScriptedUpload([FRESH, stored(UNIT), 'broken', stored(TOTAL), DONE]).finish(TOTAL);
    expect(upload.requests.slice(2)).toEqual([LAST, QUERY, `bytes */${TOTAL}`]);
    expect(upload.end).toMatchObject({ kind: 'complete' });
  });

  test('the last answer breaks off in its body: the status line counts, and is asked about', async () => {
    const cut: Reply = { status: 200, truncated: true };
    const upload = await new ScriptedUpload([FRESH, stored(UNIT), cut, DONE, { status: 404 }, DONE]).finish(TOTAL);
    expect(upload.requests.slice(2)).toEqual([LAST, QUERY, 'probe', QUERY]);
    expect(upload.end).toMatchObject({ kind: 'complete' });
  });

  test('the last answer breaks off, and queries aren’t answered: the status line counts', async () => {
    const cut: Reply = { status: 200, truncated: true };
    const upload = await new ScriptedUpload([{ status: 405 }, cut, { status: 405 }]).finish(UNIT);
    expect(upload.end).toMatchObject({ kind: 'complete' });
  });
});

describe('retries', () => {
  test('wait longer each time, then the link is stalled and tried forever', async () => {
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
