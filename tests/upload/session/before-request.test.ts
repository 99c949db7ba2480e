import { expect, test } from 'vitest';
import { beforeRequest, isMilestone, isOnlyFurther, namesTotal } from '../../../lib/upload/session/before-request.ts';
import { newSession, type Session } from '../../../lib/upload/session/session.ts';
import { type Reply, ScriptedUpload, stored, UNIT } from '../../support/scripted-upload.ts';

const FRESH: Reply = { status: 308 };

const DONE: Reply = 'done';

/** A piece and a half. */
const TOTAL = UNIT + UNIT / 2;

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

test('a piece counts as sent, and the total as named, before the request leaves', () => {
  const session = newSession('https://uploads.example/1');
  const last = { kind: 'send', range: { start: 0, end: 9 }, last: true } as const;
  const before = beforeRequest(session, last);
  expect(before).toMatchObject({ sentBytes: 9, totalNamed: true });
  expect(isMilestone(session, before)).toBe(true);
  expect(isMilestone(before, beforeRequest(before, last))).toBe(false);
  expect(beforeRequest(before, { kind: 'send', range: { start: 0, end: 4 }, last: false })).toEqual(before);
  expect(namesTotal(last)).toBe(true);
});

test('naming the total alone is a milestone; a question changes nothing', () => {
  const session = { ...newSession('https://uploads.example/1'), sentBytes: 9 };
  const named = beforeRequest(session, { kind: 'finalize', totalBytes: 9 });
  expect(isMilestone(session, named)).toBe(true);
  for (const kind of ['query', 'measure'] as const) expect(beforeRequest(session, { kind })).toBe(session);
});

const SENDING: Session = {
  ...newSession('https://uploads.example/1'),
  reports: true,
  queryable: true,
  offsetKnown: true,
  ackedBytes: 8,
  confirmedBytes: 8,
  sentBytes: 16,
};

test('a session that is only further need not be kept at once', () => {
  expect(isOnlyFurther(SENDING, { ...SENDING, ackedBytes: 16, confirmedBytes: 16, sentBytes: 24 })).toBe(true);
  expect(isOnlyFurther(SENDING, { ...SENDING, failures: 1, offsetKnown: false })).toBe(true);
});

test.each<[string, Partial<Session>]>([
  ['that it ended', { end: { kind: 'problem', problem: { kind: 'used' } } }],
  ['that the total was named', { totalNamed: true }],
  ['that the server has the length', { protocolState: { needsLength: false, lengthAtServer: true } }],
  ['that it answers no queries', { queryable: false }],
  ['where it was created', { url: 'https://uploads.example/2' }],
  ['that bytes were taken for stored without its word', { ackedBytes: 16 }],
  ['that everything is sent again', { rewinds: 1 }],
])('%s must be known after a crash', (_what, changes) => {
  expect(isOnlyFurther(SENDING, { ...SENDING, ...changes })).toBe(false);
});

test('how far it is must be known where the server never says', () => {
  const silent = { ...SENDING, reports: false };
  expect(isOnlyFurther(silent, { ...silent, ackedBytes: 16 })).toBe(false);
});

test('how far it is must be known where the server answers no queries', () => {
  const mute = { ...SENDING, queryable: false };
  expect(isOnlyFurther(mute, { ...mute, ackedBytes: 16, confirmedBytes: 16 })).toBe(false);
});

test('that the first byte left must be known', () => {
  const fresh = { ...SENDING, ackedBytes: 0, confirmedBytes: 0, sentBytes: 0 };
  expect(isOnlyFurther(fresh, { ...fresh, sentBytes: 8 })).toBe(false);
});
