import { describe, expect, test } from 'vitest';
import { UNITS_OF_256_KIB } from '../../../lib/upload/protocols/chunk-rule.ts';
import type { Outcome, Purpose, PurposeToRead } from '../../../lib/upload/protocols/protocol.ts';
import { tus } from '../../../lib/upload/protocols/tus/tus.ts';
import { beforeRequest } from '../../../lib/upload/session/before-request.ts';
import { decide } from '../../../lib/upload/session/decide.ts';
import { learn } from '../../../lib/upload/session/learn.ts';
import { newSession, type Session, sessionToCreate } from '../../../lib/upload/session/session.ts';
import { answer } from '../../support/answer.ts';

const MIB = 1024 * 1024;
const ENDPOINT = 'https://tus.example/files';
const LOCATION = 'https://tus.example/files/abc';
const OK = { status: 204 };

test('an upload is created with the first byte, so that one that never begins leaves nothing behind', () => {
  const session = sessionToCreate(ENDPOINT, false);
  expect(decide(session, supply(0, null))).toEqual({ kind: 'wait-for-bytes' });
  expect(purposeOf(session, 10, null)).toEqual({ kind: 'create', totalBytes: null });
});

test('an upload whose server wants the length first is created when the recording has ended', () => {
  const session = sessionToCreate(ENDPOINT, true);
  expect(decide(session, supply(10, null))).toEqual({ kind: 'wait-for-seal' });
  expect(purposeOf(session, 10, 10)).toEqual({ kind: 'create', totalBytes: 10 });
});

test('an upload created at an unknown address is created once more only', () => {
  for (const needsLength of [null, false]) {
    let session: Session = { ...sessionToCreate(ENDPOINT, needsLength), failures: 0 };
    const create: Purpose = { kind: 'create', totalBytes: null };
    const lost: Outcome = { kind: 'final', problem: { kind: 'bad-location' } };
    const first = learn(
      session,
      create,
      lost,
      { status: 201 },
      { sealedBytes: null, rule: UNITS_OF_256_KIB, nowMs: 0 },
    );
    expect(first.failure?.reason).toEqual({ id: 'upload.badLocation' });
    session = learn(
      first.session,
      create,
      lost,
      { status: 201 },
      { sealedBytes: null, rule: UNITS_OF_256_KIB, nowMs: 1_000 },
    ).session;
    expect(session.end).toEqual({ kind: 'problem', problem: { kind: 'bad-location' } });
  }
});

test('a length that was named at the creation is at the server', () => {
  const session = after(sessionToCreate(ENDPOINT, true), { kind: 'create', totalBytes: 10 }, created(10), 10);
  expect(session).toMatchObject({ url: LOCATION, protocolState: { lengthAtServer: true } });
});

test('after a part of the last piece was stored, the length is at the server', () => {
  const session = after(deferred(), last(0, 100), read(last(0, 100), { 'upload-offset': '60' }), 100);
  expect(session).toMatchObject({ ackedBytes: 60, protocolState: { lengthAtServer: true } });
});

test('after a failure, the server says whether it has the length', () => {
  const cut = { ...beforeRequest(deferred(), last(0, 100)), offsetKnown: false };
  const query: Purpose = { kind: 'query' };
  const word = { 'upload-offset': '60' };
  const has = read(query, { ...word, 'upload-length': '100' });
  expect(after(cut, query, has, 100).protocolState.lengthAtServer).toBe(true);
  expect(after(cut, query, read(query, word), 100).protocolState.lengthAtServer).toBe(false);
});

test.each([null, 99])(
  'a length that is not the recording’s (%j) ends the upload before more is sent',
  (sealedBytes) => {
    const outcome: Outcome = { kind: 'stored', storedBytes: 0, lengthBytes: 100 };
    expect(after(newSession(LOCATION), { kind: 'query' }, outcome, sealedBytes).end).toEqual({
      kind: 'problem',
      problem: { kind: 'fixed-length', lengthBytes: 100 },
    });
  },
);

test('a length that happens to be the recording’s is accepted', () => {
  const outcome = read({ kind: 'query' }, { 'upload-offset': '0', 'upload-length': '100' });
  expect(after(newSession(LOCATION), { kind: 'query' }, outcome, 100)).toMatchObject({
    end: null,
    protocolState: { lengthAtServer: true },
  });
});

function deferred(): Session {
  return after(sessionToCreate(ENDPOINT, false), { kind: 'create', totalBytes: null }, created(), null);
}

function created(totalBytes: number | null = null): Outcome {
  return tus.read({ kind: 'create', totalBytes }, answer(201, { location: LOCATION }));
}

function read(purpose: PurposeToRead, headers: Record<string, string>): Outcome {
  return tus.read(purpose, answer(200, headers));
}

function last(start: number, end: number): PurposeToRead {
  return { kind: 'send', range: { start, end }, last: true };
}

function after(session: Session, purpose: Purpose, outcome: Outcome, sealedBytes: number | null): Session {
  return learn(beforeRequest(session, purpose), purpose, outcome, OK, { sealedBytes, rule: UNITS_OF_256_KIB, nowMs: 0 })
    .session;
}

function supply(spooledBytes: number, sealedBytes: number | null) {
  return { spooledBytes, sealedBytes, chunkBytes: MIB, rule: UNITS_OF_256_KIB, early: false };
}

function purposeOf(session: Session, spooledBytes: number, sealedBytes: number | null): Purpose | null {
  const action = decide(session, supply(spooledBytes, sealedBytes));
  return action.kind === 'request' ? action.purpose : null;
}

describe('an upload at an endpoint', () => {
  const GONE: Outcome = { kind: 'final', problem: { kind: 'gone', status: 404 } };

  /** 404 for more than a minute. */
  function lost(session: Session, purpose: Purpose): Session {
    return [0, 30_000, 61_000].reduce((now, nowMs) => {
      return learn(
        beforeRequest(now, purpose),
        purpose,
        GONE,
        { status: 404 },
        { sealedBytes: null, rule: UNITS_OF_256_KIB, nowMs },
      ).session;
    }, session);
  }

  test('that the server has forgotten is created again, and everything is sent again', () => {
    const sent = { ...deferred(), ackedBytes: 70, confirmedBytes: 70, sentBytes: 100 };
    const again = lost(sent, { kind: 'query' });
    expect(again).toMatchObject({ url: null, endpoint: ENDPOINT, ackedBytes: 0, sentBytes: 0, end: null });
    expect(purposeOf(again, 100, null)).toEqual({ kind: 'create', totalBytes: null });
  });

  test('that never gets further than the one before is not created without end', () => {
    let session: Session = { ...deferred(), ackedBytes: 70, confirmedBytes: 70, sentBytes: 100 };
    for (let created = 0; created < 2; created += 1) {
      session = lost(session, { kind: 'query' });
      expect(session).toMatchObject({ url: null, end: null });
      session = { ...session, url: LOCATION, ackedBytes: 70, confirmedBytes: 70, sentBytes: 100 };
    }
    expect(lost({ ...session, ackedBytes: 71 }, { kind: 'query' })).toMatchObject({ url: null, end: null });
    expect(lost(session, { kind: 'query' }).end).toMatchObject({ problem: { kind: 'gone' } });
  });

  test.each([
    ['is refused by a firewall (403)', { kind: 'forbidden', status: 403 }],
    ['is not found for a moment (404)', { kind: 'gone', status: 404 }],
  ] as const)('whose creation %s wants no length before that lasts', (_title, problem) => {
    const create: Purpose = { kind: 'create', totalBytes: null };
    const circumstances = (nowMs: number) => ({ sealedBytes: null, rule: UNITS_OF_256_KIB, nowMs });
    let session = sessionToCreate(ENDPOINT, null);
    for (const nowMs of [0, 30_000]) {
      session = learn(
        session,
        create,
        { kind: 'final', problem },
        { status: problem.status },
        circumstances(nowMs),
      ).session;
      expect(session).toMatchObject({ protocolState: { needsLength: null }, end: null });
    }
    const lasting = learn(
      session,
      create,
      { kind: 'final', problem },
      { status: problem.status },
      circumstances(61_000),
    );
    expect(lasting.session).toMatchObject({ protocolState: { needsLength: true }, end: null });
  });

  test('is created again twice when it dies before it has taken a byte, not without end', () => {
    let session: Session = deferred();
    for (let created = 0; created < 2; created += 1) {
      session = lost(session, { kind: 'query' });
      expect(session).toMatchObject({ url: null, end: null });
      session = { ...session, url: LOCATION };
    }
    expect(lost(session, { kind: 'query' }).end).toMatchObject({ problem: { kind: 'gone' } });
  });

  test('is not created again when the request that named the total may have been carried out', () => {
    const named = { ...deferred(), ackedBytes: 100, sentBytes: 100, totalNamed: true, totalTaken: true };
    expect(lost(named, { kind: 'query' }).end).toMatchObject({ problem: { kind: 'may-be-complete' } });
  });
});

describe('a server that does not say whether it takes a deferred length', () => {
  const unknown = sessionToCreate(ENDPOINT, null);
  const create: Purpose = { kind: 'create', totalBytes: null };

  test('is tried without the length', () => {
    expect(purposeOf(unknown, 10, null)).toEqual(create);
    expect(after(unknown, create, created(), null)).toMatchObject({
      url: LOCATION,
      protocolState: { needsLength: false },
    });
  });

  test.each([400, 403, 412, 501])('and refuses (%i) gets the upload after Stop', (status) => {
    const refusal: Outcome = { kind: 'final', problem: { kind: 'refused', status } };
    const waiting = after(unknown, create, refusal, null);
    expect(decide(waiting, supply(10, null))).toEqual({ kind: 'wait-for-seal' });
    expect(purposeOf(waiting, 10, 10)).toEqual({ kind: 'create', totalBytes: 10 });
  });
});

describe('an offset at the end', () => {
  const everything = read({ kind: 'query' }, { 'upload-offset': '100', 'upload-length': '100' });
  const sent = beforeRequest(deferred(), last(0, 100));
  const broken: Outcome = { kind: 'retry', afterMs: null, reason: { id: 'upload.serverAnswered', status: 500 } };

  test('is complete when the answer to the last piece was lost', () => {
    const asked = { ...sent, offsetKnown: false };
    expect(after(asked, { kind: 'query' }, everything, 100).end).toMatchObject({ kind: 'complete' });
  });

  test('is not when the server had refused to finish: it is asked to finish, until it does', () => {
    const known = { sealedBytes: 100, rule: UNITS_OF_256_KIB, nowMs: 0 };
    const refused = learn(sent, last(0, 100), broken, { status: 500 }, known).session;
    const asked = after(refused, { kind: 'query' }, everything, 100);
    // The length can be set once.
    expect(asked).toMatchObject({ end: null, protocolState: { lengthAtServer: true } });
    expect(purposeOf(asked, 100, 100)).toEqual({ kind: 'finalize', totalBytes: 100 });
    const finished: Outcome = { kind: 'complete', storedBytes: 100, digests: [] };
    expect(after(asked, { kind: 'finalize', totalBytes: 100 }, finished, 100).end).toMatchObject({ kind: 'complete' });
  });
});
