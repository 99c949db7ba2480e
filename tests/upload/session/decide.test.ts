import { describe, expect, test } from 'vitest';
import { UNITS_OF_256_KIB } from '../../../lib/upload/protocols/chunk-rule.ts';
import { decide } from '../../../lib/upload/session/decide.ts';
import { newSession, type Session, sessionToCreate, unknownSession } from '../../../lib/upload/session/session.ts';
import { type Reply, ScriptedUpload, stored, UNIT } from '../../support/scripted-upload.ts';

const ADDRESS = 'https://uploads.example/file';
const QUERY = 'bytes */*';

const FRESH: Reply = { status: 308 };

const DONE: Reply = 'done';

/** A piece and a half. */
const TOTAL = UNIT + UNIT / 2;

const FIRST = `bytes 0-${UNIT - 1}/*`;

const LAST = `bytes ${UNIT}-${TOTAL - 1}/${TOTAL}`;

describe('an upload', () => {
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
});

describe('what comes next', () => {
  const supply = {
    spooledBytes: 3 * UNIT,
    sealedBytes: null,
    chunkBytes: 2 * UNIT,
    rule: UNITS_OF_256_KIB,
    early: false,
  };
  const asked = { ...newSession(ADDRESS), offsetKnown: true };

  test.each<[string, Session, Partial<typeof supply>, object]>([
    ['the end, once it has ended', { ...asked, end: { kind: 'unconfirmed' } }, {}, { kind: 'ended' }],
    ['Stop, for a server that wants the length first', sessionToCreate(ADDRESS, true), {}, { kind: 'wait-for-seal' }],
    [
      'bytes, before anything is created',
      sessionToCreate(ADDRESS, false),
      { spooledBytes: 0 },
      { kind: 'wait-for-bytes' },
    ],
    ['a question, when the offset is unknown', newSession(ADDRESS), {}, { purpose: { kind: 'query' } }],
    [
      'a chunk, when there is more than one',
      asked,
      {},
      { purpose: { range: { start: 0, end: 2 * UNIT }, last: false } },
    ],
    ['bytes, when there is no whole chunk', { ...asked, ackedBytes: 2 * UNIT }, {}, { kind: 'wait-for-bytes' }],
    [
      'a quarter chunk, after three that broke off',
      { ...asked, brokenPieces: 3 },
      { spooledBytes: 9 * UNIT, chunkBytes: 8 * UNIT },
      { purpose: { range: { start: 0, end: 2 * UNIT } } },
    ],
  ])('is %s', (_what, session, more, action) => {
    expect(decide(session, { ...supply, ...more })).toMatchObject(action);
  });
});

test('the first request is the first piece, and 308 shows a session, whatever its Range says', async () => {
  const odd = { status: 308, headers: { range: 'of no kind' } };
  const upload = new ScriptedUpload([odd, stored(UNIT), { status: 200 }], unknownSession(ADDRESS, false));
  await upload.finish(UNIT + 1);
  expect(upload.requests.slice(0, 3)).toEqual([
    `bytes 0-${UNIT - 1}/*`,
    'bytes */*',
    `bytes ${UNIT}-${UNIT}/${UNIT + 1}`,
  ]);
});

test('no total is named without bytes to an address that may be a file’s', () => {
  const session = { ...unknownSession(ADDRESS, true), ackedBytes: UNIT, sentBytes: UNIT };
  expect(
    decide(session, { spooledBytes: UNIT, sealedBytes: UNIT, chunkBytes: UNIT, rule: UNITS_OF_256_KIB, early: false }),
  ).toEqual({
    kind: 'ended',
    end: { kind: 'problem', problem: { kind: 'takes-whole-files' } },
  });
});
