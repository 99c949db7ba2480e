import { describe, expect, test } from 'vitest';
import { unknownSession } from '../../../lib/upload/session/session.ts';
import { often, type Reply, ScriptedUpload, stored, UNIT } from '../../support/scripted-upload.ts';

/* Complete means complete: what a success to the last piece is worth. */

const QUERY = 'bytes */*';
const FRESH: Reply = { status: 308 };
/** Success without a word on size or checksum. */
const BARE: Reply = { status: 200 };
/** How HEAD is answered by a session that knows nothing of it. */
const NO_HEAD: Reply = { status: 405 };
/** Success in words that say nothing of the file, as a maintenance page in JSON has them. */
const WORDS: Reply = { status: 200, text: '{"status":"maintenance"}' };
const TOTAL = UNIT + UNIT / 2;
const FIRST = `bytes 0-${UNIT - 1}/*`;
const LAST = `bytes ${UNIT}-${TOTAL - 1}/${TOTAL}`;
const sized = (bytes: number): Reply => ({ status: 200, headers: { 'content-length': String(bytes) } });

describe('a server that answers questions', () => {
  test('is asked once more when its success names neither size nor checksum', async () => {
    const upload = await new ScriptedUpload([FRESH, stored(UNIT), BARE, BARE, NO_HEAD, BARE]).finish(TOTAL);
    expect(upload.requests).toEqual([QUERY, FIRST, LAST, QUERY, 'probe', QUERY]);
    expect(upload.atSeconds.at(-1)).toBe(0);
    expect(upload.end).toMatchObject({ kind: 'complete' });
  });

  test('and has less than everything, gets the rest: a maintenance page is no success', async () => {
    const upload = await new ScriptedUpload([FRESH, stored(UNIT), BARE, stored(UNIT), 'done']).finish(TOTAL);
    expect(upload.requests).toEqual([QUERY, FIRST, LAST, QUERY, LAST]);
    expect(upload.atSeconds.at(-1)).toBeGreaterThan(0);
    expect(upload.end).toMatchObject({ kind: 'complete' });
  });

  test('and has everything, but is not finished, gets the total once more', async () => {
    const replies: Reply[] = [FRESH, stored(UNIT), BARE, stored(TOTAL), BARE, NO_HEAD, BARE];
    const upload = await new ScriptedUpload(replies).finish(TOTAL);
    expect(upload.requests.slice(3)).toEqual([QUERY, `bytes */${TOTAL}`, 'probe', QUERY]);
    expect(upload.end).toMatchObject({ kind: 'complete' });
  });

  test.each<[string, Reply]>([
    ['the size', 'done'],
    ['a checksum', { status: 200, headers: { 'x-goog-hash': 'crc32c=AAAAAA==' } }],
  ])('that names %s is not asked again', async (_title, done) => {
    const upload = await new ScriptedUpload([FRESH, stored(UNIT), done]).finish(TOTAL);
    expect(upload.requests).toHaveLength(3);
    expect(upload.end).toMatchObject({ kind: 'complete' });
  });

  test('is asked until it answers', async () => {
    const replies: Reply[] = [FRESH, stored(UNIT), BARE, 'broken', { status: 503 }, BARE, NO_HEAD, BARE];
    const upload = await new ScriptedUpload(replies).finish(TOTAL);
    expect(upload.requests.slice(3)).toEqual([QUERY, QUERY, QUERY, 'probe', QUERY]);
    expect(upload.end).toMatchObject({ kind: 'complete' });
  });

  test.each([404, 410])('and has forgotten the session (%i) is asked for the file itself', async (status) => {
    const replies: Reply[] = [FRESH, stored(UNIT), BARE, { status }];
    const known = await new ScriptedUpload([...replies, sized(TOTAL)]).finish(TOTAL);
    expect(known.requests.at(-1)).toBe('HEAD');
    expect(known.end).toMatchObject({ kind: 'complete' });
    const unknown = await new ScriptedUpload([...replies, { status }]).finish(TOTAL);
    expect(unknown.end).toEqual({ kind: 'unconfirmed' });
    expect(unknown.logged).toContain('problem.unconfirmed');
  });
});

test('a server that calls its empty answers HTML, as Cloud Storage does, is believed', async () => {
  const headers = { 'content-type': 'text/html; charset=UTF-8', 'content-length': '0' };
  const kept = { ...headers, range: `bytes=0-${UNIT - 1}` };
  const replies: Reply[] = [
    { status: 308, headers },
    { status: 308, headers: kept },
    { status: 200, headers },
  ];
  const again: Reply = { status: 200, headers };
  const upload = await new ScriptedUpload([...replies, again, NO_HEAD, again]).finish(TOTAL);
  expect(upload.requests).toEqual([QUERY, FIRST, LAST, QUERY, 'probe', QUERY]);
  expect(upload.end).toMatchObject({ kind: 'complete' });
});

describe('what is in between says that it is complete', () => {
  test('and goes away within a minute: the rest is sent', async () => {
    const replies: Reply[] = [FRESH, stored(UNIT), WORDS, WORDS, WORDS, stored(UNIT), 'done'];
    const upload = await new ScriptedUpload(replies).finish(TOTAL);
    expect(upload.requests.slice(2)).toEqual([LAST, QUERY, QUERY, QUERY, LAST]);
    expect(upload.end).toMatchObject({ kind: 'complete' });
  });

  test.each([
    ['a recording in pieces', TOTAL],
    ['a recording in one piece', UNIT],
  ])('and stays: %s is sent, not confirmed', async (_title, totalBytes) => {
    const replies = totalBytes === UNIT ? [FRESH] : [FRESH, stored(UNIT)];
    const upload = await new ScriptedUpload([...replies, ...often(WORDS)]).finish(totalBytes);
    expect(upload.requests.at(-1)).toBe('HEAD');
    expect(upload.atSeconds.at(-1)).toBeGreaterThanOrEqual(60);
    expect(upload.end).toEqual({ kind: 'unconfirmed' });
  });

  test.each([404, 410])(
    'in answer to a question, and then the session is gone (%i): it is not confirmed',
    async (status) => {
      const replies: Reply[] = [FRESH, 'broken', WORDS, ...often({ status })];
      const upload = await new ScriptedUpload(replies).finish(UNIT);
      expect(upload.requests.slice(2)).toEqual([QUERY, QUERY, 'HEAD']);
      expect(upload.end).toEqual({ kind: 'unconfirmed' });
    },
  );

  test.each<[string, Reply]>([
    ['more than was sent', stored(2 * UNIT)],
    ['less than it had', stored(UNIT - 5)],
    ['that all is finished', WORDS],
  ])('and one answer in the middle says %s: it is asked again', async (_title, odd) => {
    const replies: Reply[] = [FRESH, stored(UNIT), 'broken', odd, odd, stored(UNIT), 'done'];
    const upload = await new ScriptedUpload(replies).finish(TOTAL);
    expect(upload.requests.slice(2)).toEqual([LAST, QUERY, QUERY, QUERY, LAST]);
    expect(upload.end).toMatchObject({ kind: 'complete' });
  });
});

describe('a server that answers no questions', () => {
  const SILENT: Reply = { status: 405 };

  test.each<[string, Reply, string]>([
    ['HEAD names the size: complete', sized(TOTAL), 'complete'],
    ['HEAD says nothing: sent, not confirmed', SILENT, 'unconfirmed'],
    ['HEAD is answered by a web page: sent, not confirmed', { status: 200, text: '<html>' }, 'unconfirmed'],
    ['HEAD names another size: a problem', sized(UNIT / 2), 'problem'],
  ])('and took several pieces with a plain success: %s', async (_title, head, kind) => {
    const upload = await new ScriptedUpload([SILENT, BARE, BARE, head]).finish(TOTAL);
    expect(upload.requests).toEqual([QUERY, FIRST, LAST, 'HEAD']);
    expect(upload.end).toMatchObject({ kind });
  });

  test('and took the pieces with 308: HEAD must still name the size', async () => {
    // It says how much it holds, so it is asked again before HEAD.
    const replies: Reply[] = [SILENT, stored(UNIT), BARE, SILENT];
    expect((await new ScriptedUpload([...replies, sized(TOTAL)]).finish(TOTAL)).end).toMatchObject({
      kind: 'complete',
    });
    expect((await new ScriptedUpload([...replies, SILENT]).finish(TOTAL)).end).toEqual({ kind: 'unconfirmed' });
    // For a session, HEAD may give the size of anything.
    expect((await new ScriptedUpload([...replies, sized(77)]).finish(TOTAL)).end).toEqual({ kind: 'unconfirmed' });
  });

  test('and took everything in one request: no piece can be missing', async () => {
    expect((await new ScriptedUpload([SILENT, BARE, SILENT]).finish(UNIT)).end).toMatchObject({ kind: 'complete' });
  });

  test('and keeps only the last piece is found out after the second', async () => {
    const upload = await new ScriptedUpload([SILENT, BARE, BARE, sized(UNIT)]).finish(3 * UNIT);
    expect(upload.requests).toHaveLength(4);
    expect(upload.problem).toBe('takes-whole-files');
  });

  test('and keeps every piece continues after the second', async () => {
    const replies = [SILENT, BARE, BARE, sized(2 * UNIT), BARE, sized(3 * UNIT)];
    const upload = await new ScriptedUpload(replies).finish(3 * UNIT);
    expect(upload.end).toMatchObject({ kind: 'complete' });
  });
});

test.each<[string, Reply, number]>([
  ['nothing', { status: 308, headers: { range: 'bytes=0--1' } }, 0],
  ['less', { status: 204, headers: { range: `bytes=0-${UNIT / 2 - 1}` } }, UNIT / 2],
])(
  'a session that took everything in one request and says to HEAD that it has %s gets the rest',
  async (_what, head, at) => {
    const upload = await new ScriptedUpload([{ status: 405 }, BARE, head, 'done']).finish(UNIT);
    expect(upload.requests).toEqual([QUERY, `bytes 0-${UNIT - 1}/${UNIT}`, 'HEAD', `bytes ${at}-${UNIT - 1}/${UNIT}`]);
    expect(upload.end).toMatchObject({ kind: 'complete' });
  },
);

describe('an address that never showed a session took everything in one request', () => {
  const send = (head: Reply) =>
    new ScriptedUpload([BARE, ...often(head)], unknownSession('https://files.example/a', false)).finish(UNIT);

  test('and shows nothing: no piece can be missing', async () => {
    expect((await send({ status: 405 })).end).toMatchObject({ kind: 'complete' });
  });

  test('and shows a file of that size: complete', async () => {
    expect((await send(sized(UNIT))).requests).toHaveLength(2);
  });

  test.each<[string, Reply, string]>([
    ['a file of another size: a problem', sized(UNIT - 1), 'problem'],
    ['no file: sent, not confirmed', { status: 404 }, 'unconfirmed'],
    ['a success and no file: sent, not confirmed', { status: 200 }, 'unconfirmed'],
    ['an empty one: sent, not confirmed', { status: 200, headers: { 'content-length': '0' } }, 'unconfirmed'],
  ])('and for a minute shows %s', async (_title, head, kind) => {
    const upload = await send(head);
    expect(upload.end).toMatchObject({ kind });
    expect(upload.atSeconds.at(-1)).toBeGreaterThanOrEqual(60);
  });

  test('and shows a success and no file, and then nothing: it is sent again', async () => {
    const session = unknownSession('https://files.example/a', false);
    const upload = await new ScriptedUpload([BARE, BARE, { status: 405 }, 'done'], session).finish(UNIT);
    const whole = `bytes 0-${UNIT - 1}/${UNIT}`;
    expect(upload.requests).toEqual([whole, 'HEAD', 'HEAD', whole]);
    expect(upload.end).toMatchObject({ kind: 'complete' });
  });

  test('and shows it only a moment later: complete', async () => {
    const session = unknownSession('https://files.example/a', false);
    const upload = await new ScriptedUpload([BARE, { status: 404 }, sized(UNIT)], session).finish(UNIT);
    expect(upload.end).toMatchObject({ kind: 'complete', storedBytes: UNIT });
  });
});

describe('a session that nobody could ask before its first byte is called complete without a word', () => {
  const send = (...replies: Reply[]) => {
    const session = unknownSession('https://files.example/a', false);
    return new ScriptedUpload([stored(UNIT), BARE, BARE, ...replies], session).finish(TOTAL);
  };

  test('and HEAD is refused: someone else’s bytes may be there', async () => {
    const upload = await send(NO_HEAD);
    expect(upload.requests).toEqual([FIRST, LAST, QUERY, 'HEAD']);
    expect(upload.end).toEqual({ kind: 'unconfirmed' });
  });

  test('by something that says so to HEAD, too, and goes away: the rest is sent', async () => {
    const upload = await send(BARE, stored(UNIT), 'done');
    expect(upload.requests.slice(1)).toEqual([LAST, QUERY, 'HEAD', QUERY, LAST]);
    expect(upload.end).toMatchObject({ kind: 'complete' });
  });
});

test('a session that took everything in one request is not complete where HEAD shows another size', async () => {
  const upload = await new ScriptedUpload([{ status: 405 }, BARE, sized(77)]).finish(UNIT);
  expect(upload.end).toEqual({ kind: 'unconfirmed' });
});

test('finished before the total was named: only if the server says it twice', async () => {
  const replies: Reply[] = [FRESH, stored(UNIT), 'broken', BARE, stored(UNIT), 'done'];
  const upload = await new ScriptedUpload(replies).finish(3 * UNIT - 1, 3_600);
  expect(upload.problem).toBeNull();
  expect(upload.requests[5]).toBe(`bytes ${UNIT}-${2 * UNIT - 1}/*`);
});
