import { describe, expect, test } from 'vitest';
import { often, type Reply, ScriptedUpload, stored, UNIT } from '../../support/scripted-upload.ts';

const QUERY = 'bytes */*';

const FRESH: Reply = { status: 308 };

const DONE: Reply = 'done';

const GAP_503: Reply = { status: 503, text: 'The upload offset exceeds already uploaded size.' };

/** A piece and a half. */
const TOTAL = UNIT + UNIT / 2;

const FIRST = `bytes 0-${UNIT - 1}/*`;

const LAST = `bytes ${UNIT}-${TOTAL - 1}/${TOTAL}`;

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
  test.each([400, 404, 405, 416, 501])('%i: bytes are sent anyway, and it’s never asked again', async (status) => {
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
