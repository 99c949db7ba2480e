import { describe, expect, test } from 'vitest';
import { reopenSession } from '../../../lib/upload/session/resume.ts';
import { newSession, type Session, unknownSession } from '../../../lib/upload/session/session.ts';
import { type Reply, ScriptedUpload, stored, UNIT, URL_IN_USE } from '../../support/scripted-upload.ts';

const QUERY = 'bytes */*';
const FRESH: Reply = { status: 308 };
const TOTAL = UNIT + UNIT / 2;
const FIRST = `bytes 0-${UNIT - 1}/*`;
const LAST = `bytes ${UNIT}-${TOTAL - 1}/${TOTAL}`;
const PAGE: Reply = {
  status: 200,
  headers: { 'content-type': 'text/html' },
  text: '<!doctype html><title>Sign in</title>',
};
const BIG = { chunkBytes: 8 * UNIT };

describe('a refusal', () => {
  test.each([400, 401, 403, 404, 405, 409, 410, 411, 415, 499])(
    'that comes once (%i) is asked about, and the upload continues',
    async (status) => {
      const upload = await new ScriptedUpload([FRESH, { status }, FRESH, stored(UNIT), 'done']).finish(TOTAL);
      expect(upload.requests).toEqual([QUERY, FIRST, QUERY, FIRST, LAST]);
      expect(upload.end).toMatchObject({ kind: 'complete' });
    },
  );

  test('of the first question doesn’t count any more once the question is answered', async () => {
    // Half a minute later, something answers everything with success for half a minute.
    const portal: Reply = { status: 200, headers: { 'content-type': 'application/json' }, text: '{"ok":true}' };
    const upload = new ScriptedUpload([{ status: 499 }, FRESH, portal, portal, portal, FRESH, stored(UNIT), 'done']);
    upload.start();
    await upload.run(45);
    upload.seal(TOTAL);
    await upload.run(3_600);
    expect(upload.requests).toEqual([QUERY, QUERY, FIRST, QUERY, QUERY, QUERY, FIRST, LAST]);
    expect(upload.end).toMatchObject({ kind: 'complete' });
  });

  test('of everything, for less than a minute, ends nothing', async () => {
    const refusals = Array.from({ length: 5 }, () => ({ status: 403 }));
    const upload = new ScriptedUpload([FRESH, ...refusals, FRESH, stored(UNIT), 'done']);
    await upload.finish(TOTAL);
    expect(upload.atSeconds[5]).toBeLessThan(60);
    expect(upload.end).toMatchObject({ kind: 'complete' });
  });

  test.each([
    [410, 'gone'],
    [499, 'cancelled'],
  ])('by %i, said again to the question, is the server’s word', async (status, kind) => {
    const upload = await new ScriptedUpload([FRESH, { status }, { status }]).finish(TOTAL);
    expect(upload.requests).toEqual([QUERY, FIRST, QUERY]);
    expect(upload.problem).toBe(kind);
  });

  test.each([410, 499])('by %i, said once after something else had answered, is not', async (status) => {
    const portal: Reply = { status: 200, headers: { 'content-type': 'application/json' }, text: '{"ok":true}' };
    const replies = [FRESH, portal, { status }, FRESH, stored(UNIT), 'done'] as const;
    const upload = await new ScriptedUpload(replies).finish(TOTAL);
    expect(upload.requests).toEqual([QUERY, FIRST, QUERY, QUERY, FIRST, LAST]);
    expect(upload.end).toMatchObject({ kind: 'complete' });
    const other = await new ScriptedUpload([FRESH, { status: 403 }, { status }, { status }]).finish(TOTAL);
    expect(other.requests).toEqual([QUERY, FIRST, QUERY, QUERY]);
  });

  test('in HTML comes from a proxy: that questions lead nowhere is believed only when it lasts', async () => {
    const page: Reply = { ...PAGE, status: 405 };
    const upload = await new ScriptedUpload([page, FRESH, stored(UNIT), 'done']).finish(TOTAL);
    expect(upload.requests).toEqual([QUERY, QUERY, FIRST, LAST]);
    const pages = Array.from({ length: 9 }, () => page);
    const silent = await new ScriptedUpload(pages).finish(TOTAL, 300);
    expect(silent.saved.at(-1)).toMatchObject({ queryable: false });
    expect(silent.atSeconds.at(-2)).toBeGreaterThanOrEqual(60);
  });

  test('after the total was named may hide a complete upload', async () => {
    const gone = Array.from({ length: 9 }, () => ({ status: 404 }));
    const upload = await new ScriptedUpload([FRESH, stored(UNIT), 'broken', ...gone]).finish(TOTAL);
    expect(upload.problem).toBe('may-be-complete');
    expect(upload.logged).toContain('problem.mayBeComplete');
  });

  test('after an outage had met the request that named the total may hide one, too', async () => {
    const gone = Array.from({ length: 9 }, () => ({ status: 404 }));
    const upload = await new ScriptedUpload([FRESH, stored(UNIT), { status: 503 }, ...gone]).finish(TOTAL);
    expect(upload.problem).toBe('may-be-complete');
  });

  test('of the request that named the total, and of nothing else, hides nothing', async () => {
    const gone = Array.from({ length: 20 }, () => ({ status: 403 }));
    const upload = await new ScriptedUpload([FRESH, stored(UNIT), ...gone]).finish(TOTAL);
    expect(upload.problem).toBe('forbidden');
  });
});

describe('an answer from elsewhere', () => {
  const redirected: Reply = { status: 200, redirectedTo: 'https://login.example/sign-in' };

  test.each([
    ['a redirect to a sign-in page', redirected],
    ['a web page', PAGE],
    ['a web page without its type', { status: 200, text: '<!DOCTYPE html>' } satisfies Reply],
  ])('%s is no success, to the last piece neither', async (_title, elsewhere) => {
    const upload = await new ScriptedUpload([FRESH, stored(UNIT), elsewhere, stored(UNIT), 'done']).finish(TOTAL);
    expect(upload.requests).toEqual([QUERY, FIRST, LAST, QUERY, LAST]);
    expect(upload.end).toMatchObject({ kind: 'complete' });
  });

  test('a refusal by whom it was redirected to is none', async () => {
    const gone: Reply = { ...redirected, status: 410 };
    const upload = await new ScriptedUpload([FRESH, gone, gone, gone, FRESH, stored(UNIT), 'done']).finish(TOTAL);
    expect(upload.end).toMatchObject({ kind: 'complete' });
  });

  test('a web page with 308 does not show that there is a session', async () => {
    const page: Reply = { ...PAGE, status: 308 };
    const upload = new ScriptedUpload([page, stored(UNIT), 'done'], unknownSession(URL_IN_USE, false));
    await upload.finish(TOTAL);
    expect(upload.requests).toEqual([FIRST, FIRST, LAST]);
  });

  test('a redirect is named, with where to', async () => {
    const upload = await new ScriptedUpload([FRESH, redirected]).finish(TOTAL, 5);
    expect(JSON.stringify(upload.log)).toContain('"redirectedTo":"https://login.example/sign-in"');
  });

  test.each([
    ['before anything was sent, does not make it used', [PAGE, PAGE, PAGE, FRESH, stored(UNIT), 'done']],
    ['for a while, does not make it finished', [FRESH, 'broken', PAGE, PAGE, PAGE, FRESH, stored(UNIT), 'done']],
  ] satisfies [string, Reply[]][])('a web page to a question, %s', async (_title, replies) => {
    const upload = await new ScriptedUpload(replies).finish(TOTAL);
    expect(upload.end).toMatchObject({ kind: 'complete' });
  });
});

describe('a piece that is too large for something on the way', () => {
  test('is halved until it passes, and stays so', async () => {
    const large: Reply = { status: 413 };
    const replies = [FRESH, large, FRESH, large, FRESH, stored(2 * UNIT), stored(4 * UNIT)];
    const upload = await new ScriptedUpload(replies, newSession(URL_IN_USE), BIG).finish(20 * UNIT);
    expect(upload.requests.filter((request) => request !== QUERY)).toEqual([
      `bytes 0-${8 * UNIT - 1}/*`,
      `bytes 0-${4 * UNIT - 1}/*`,
      `bytes 0-${2 * UNIT - 1}/*`,
      `bytes ${2 * UNIT}-${4 * UNIT - 1}/*`,
      `bytes ${4 * UNIT}-${6 * UNIT - 1}/*`,
    ]);
    expect(upload.saved.at(-1)).toMatchObject({ pieceLimitBytes: 2 * UNIT });
  });

  test('even at 256 KiB is a problem of its own', async () => {
    const replies = Array.from({ length: 20 }, () => [{ status: 413 }, FRESH]).flat();
    const upload = await new ScriptedUpload([FRESH, ...replies]).finish(TOTAL);
    expect(upload.problem).toBe('piece-too-large');
  });

  test('and whose refusal the browser hides: after three breaks a quarter is tried, and kept when it passes', async () => {
    const broken: Reply[] = ['broken', FRESH, 'broken', FRESH, 'broken', FRESH];
    const replies = [FRESH, ...broken, stored(2 * UNIT), stored(4 * UNIT)];
    const upload = await new ScriptedUpload(replies, newSession(URL_IN_USE), BIG).finish(20 * UNIT);
    expect(upload.requests.filter((request) => request !== QUERY)).toEqual([
      ...Array.from({ length: 3 }, () => `bytes 0-${8 * UNIT - 1}/*`),
      `bytes 0-${2 * UNIT - 1}/*`,
      `bytes ${2 * UNIT}-${4 * UNIT - 1}/*`,
      `bytes ${4 * UNIT}-${6 * UNIT - 1}/*`,
    ]);
  });

  test('is a size for a while where it is a guess: a link may get better', async () => {
    const broken: Reply[] = ['broken', FRESH, 'broken', FRESH, 'broken', FRESH];
    const pieces = Array.from({ length: 34 }, (_, index) => stored(2 * (index + 1) * UNIT));
    const upload = await new ScriptedUpload([FRESH, ...broken, ...pieces], newSession(URL_IN_USE), BIG).finish(
      99 * UNIT,
    );
    const sizes = upload.requests.flatMap((request) => {
      const [, start, end] = /^bytes (\d+)-(\d+)\//.exec(request) ?? [];
      return end === undefined ? [] : [(Number(end) + 1 - Number(start)) / UNIT];
    });
    expect(sizes.slice(3, 36)).toEqual(Array(33).fill(2));
    expect(sizes[36]).toBe(4);
  });

  test('when the smallest breaks off too, it was not the size', async () => {
    const broken = Array.from({ length: 6 }, (): Reply[] => ['broken', FRESH]).flat();
    const upload = await new ScriptedUpload([FRESH, ...broken], newSession(URL_IN_USE), BIG).finish(20 * UNIT);
    const ends = upload.requests.filter((request) => request !== QUERY).map((request) => /-(\d+)/.exec(request)?.[1]);
    expect(ends.map((end) => (Number(end) + 1) / UNIT)).toEqual([8, 8, 8, 2, 1, 8, 8]);
  });
});

test('a server that keeps a byte of each request is given time', async () => {
  const crumbs = Array.from({ length: 40 }, (_, index) => stored(index + 1));
  const upload = await new ScriptedUpload([FRESH, ...crumbs]).finish(TOTAL, 60);
  expect(upload.requests.length).toBeLessThan(12);
  expect(upload.link).toMatchObject({ kind: 'stalled', reason: { id: 'upload.keepsLittle' } });
});

test('connections that all break off after 100 kB that are kept slow an upload down, and do not stall it', async () => {
  const kept = Array.from({ length: 20 }, (_, index): Reply[] => ['broken', stored((index + 1) * 100_000)]).flat();
  const upload = await new ScriptedUpload([FRESH, ...kept, 'done']).finish(20 * 100_000 + 5, 120);
  expect(upload.end).toMatchObject({ kind: 'complete' });
  expect(upload.atSeconds.at(-1)).toBeGreaterThan(10);
});

test('a server that keeps a byte of each request that it breaks off is given time, too', async () => {
  const crumbs = Array.from({ length: 60 }, (_, index): Reply[] => [{ status: 503 }, stored(index + 1)]).flat();
  const upload = await new ScriptedUpload([FRESH, ...crumbs]).finish(TOTAL, 120);
  expect(upload.requests.length).toBeLessThan(30);
});

describe('the clock', () => {
  test.each([-86_400_000, -3_600_000, 3_600_000, 86_400_000])(
    'a jump of %i ms makes no wait longer',
    async (jumpMs) => {
      const upload = new ScriptedUpload([FRESH, 'broken', 'broken', 'broken', stored(UNIT), 'done']);
      upload.seal(TOTAL);
      upload.start();
      await upload.clock.advance(2_000);
      upload.clock.jump(jumpMs);
      await upload.clock.advance(15_000);
      expect(upload.end).toMatchObject({ kind: 'complete' });
    },
  );
});

describe('a network that the browser does not see', () => {
  test('is tried once a minute, and used once it answers', async () => {
    const upload = new ScriptedUpload(['broken', FRESH, stored(UNIT), 'done']);
    upload.online = false;
    await upload.finish(TOTAL);
    expect(upload.atSeconds).toEqual([60, 120, 120, 120]);
    expect(upload.end).toMatchObject({ kind: 'complete' });
    expect(upload.saved.every(({ failures }) => failures === 0)).toBe(true);
  });
});

describe('a server that puts together what it was sent', () => {
  test('is waited for twice as long each time, up to ten minutes, and asked before anything is sent again', async () => {
    const silences = Array.from({ length: 8 }, (): Reply => 'stalled');
    const done: Reply = { status: 200, headers: { 'x-goog-stored-content-length': String(TOTAL) } };
    const upload = await new ScriptedUpload([FRESH, stored(UNIT), ...silences, done]).finish(TOTAL, 7_200);
    expect(upload.requests.slice(2)).toEqual([LAST, ...Array.from({ length: 8 }, () => QUERY)]);
    expect(upload.patiences.slice(2)).toEqual([30, 60, 120, 240, 480, 600, 600, 600, 600]);
    expect(upload.end).toMatchObject({ kind: 'complete' });
  });
});

test('a server that answers each request after a minute is waited for, up to two minutes', async () => {
  const silences = Array.from({ length: 4 }, (): Reply => 'stalled');
  const upload = await new ScriptedUpload([...silences, FRESH, stored(UNIT), 'done']).finish(TOTAL, 7_200);
  expect(upload.patiences.slice(0, 6)).toEqual([30, 60, 120, 120, 120, 120]);
  // Then it answered, and took a part.
  expect(upload.patiences[6]).toBe(30);
  expect(upload.end).toMatchObject({ kind: 'complete' });
});

test('a network that was silent for long doesn’t make the end wait for long', async () => {
  const silences = Array.from({ length: 9 }, (): Reply => 'stalled');
  const upload = await new ScriptedUpload([...silences, FRESH, 'stalled', stored(0), 'done']).finish(UNIT, 7_200);
  expect(upload.requests[10]).toBe(`bytes 0-${UNIT - 1}/${UNIT}`);
  expect(upload.patiences.slice(8, 12)).toEqual([120, 120, 120, 240]);
  expect(upload.end).toMatchObject({ kind: 'complete' });
});

describe('tried again because you ask', () => {
  const session: Session = {
    ...newSession(URL_IN_USE),
    queryable: true,
    reports: true,
    sentBytes: TOTAL,
    totalNamed: true,
  };
  const halfway: Session = { ...session, ackedBytes: UNIT, confirmedBytes: UNIT };
  const ended = (kind: 'forbidden' | 'gone'): Session => ({
    ...halfway,
    end: { kind: 'problem', problem: { kind, status: 403 } },
  });

  test('it continues where the server stands', async () => {
    const again = reopenSession(ended('forbidden'), TOTAL);
    const upload = await new ScriptedUpload([stored(UNIT), 'done'], again).finish(TOTAL);
    expect(upload.requests).toEqual([QUERY, LAST]);
    expect(upload.end).toMatchObject({ kind: 'complete' });
  });

  test('it continues from less than the server had confirmed', async () => {
    const again = reopenSession(ended('gone'), TOTAL);
    const upload = await new ScriptedUpload([stored(9), stored(UNIT + 9), 'done'], again).finish(TOTAL);
    expect(upload.requests[1]).toBe(`bytes 9-${UNIT + 8}/*`);
    expect(upload.end).toMatchObject({ kind: 'complete' });
  });

  test('a checksum that differed is not forgotten: a success without one does not make it complete', async () => {
    const problem = { kind: 'checksum-mismatch', algorithm: 'CRC32C' } as const;
    const again = reopenSession({ ...halfway, ackedBytes: TOTAL, end: { kind: 'problem', problem } }, TOTAL);
    const bare = await new ScriptedUpload([{ status: 200 }], again).finish(TOTAL);
    expect(bare.problem).toBe('checksum-mismatch');
    const named: Reply = { status: 200, headers: { 'x-goog-hash': 'crc32c=AAAAAA==' } };
    expect((await new ScriptedUpload([named], again).finish(TOTAL)).end).toMatchObject({ kind: 'complete' });
  });
});
