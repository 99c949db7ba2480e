import { expect, test } from 'vitest';
import { learn } from '../../lib/upload/learn.ts';
import type { Outcome, Purpose } from '../../lib/upload/protocol.ts';
import { beforeRequest, decide, newSession, type Session, sessionToCreate } from '../../lib/upload/session.ts';

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

test('a length that was named at the creation is at the server', () => {
  const session = after(sessionToCreate(ENDPOINT, true), { kind: 'create', totalBytes: 10 }, created(), 10);
  expect(session).toMatchObject({ url: LOCATION, lengthAtServer: true });
});

test('after a part of the last piece was stored, the length is at the server', () => {
  const session = after(deferred(), last(0, 100), { kind: 'stored', storedBytes: 60 }, 100);
  expect(session).toMatchObject({ ackedBytes: 60, lengthAtServer: true });
});

test('after a failure, the server says whether it has the length', () => {
  const cut = { ...beforeRequest(deferred(), last(0, 100)), offsetKnown: false };
  const query: Purpose = { kind: 'query' };
  expect(after(cut, query, { kind: 'stored', storedBytes: 60, lengthBytes: 100 }, 100).lengthAtServer).toBe(true);
  expect(after(cut, query, { kind: 'stored', storedBytes: 60, lengthBytes: null }, 100).lengthAtServer).toBe(false);
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

test('a length that happens to be the recording’s is welcome', () => {
  const outcome: Outcome = { kind: 'stored', storedBytes: 0, lengthBytes: 100 };
  expect(after(newSession(LOCATION), { kind: 'query' }, outcome, 100)).toMatchObject({
    end: null,
    lengthAtServer: true,
  });
});

function deferred(): Session {
  return after(sessionToCreate(ENDPOINT, false), { kind: 'create', totalBytes: null }, created(), null);
}

function created(): Outcome {
  return { kind: 'created', location: LOCATION };
}

function last(start: number, end: number): Purpose {
  return { kind: 'send', range: { start, end }, last: true };
}

function after(session: Session, purpose: Purpose, outcome: Outcome, sealedBytes: number | null): Session {
  return learn(beforeRequest(session, purpose), purpose, outcome, OK, { sealedBytes, nowMs: 0 }).session;
}

function supply(spooledBytes: number, sealedBytes: number | null) {
  return { spooledBytes, sealedBytes, chunkBytes: MIB, early: false };
}

function purposeOf(session: Session, spooledBytes: number, sealedBytes: number | null): Purpose | null {
  const action = decide(session, supply(spooledBytes, sealedBytes));
  return action.kind === 'request' ? action.purpose : null;
}
