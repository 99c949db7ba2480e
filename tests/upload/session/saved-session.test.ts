import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseSession } from '../../../lib/upload/session/saved-session.ts';
import { newSession, sessionToCreate } from '../../../lib/upload/session/session.ts';

const URL = 'https://uploads.example/1';

test('a session comes back as it was saved', () => {
  const ended = { ...newSession(URL), end: { kind: 'problem', problem: { kind: 'used' } } } as const;
  for (const session of [newSession(URL), sessionToCreate(URL, true), ended]) {
    expect(parseSession(structuredClone(session))).toEqual(session);
  }
});

/** What earlier versions did not keep. */
const LATER = new Set([
  'resumable',
  'takesPieces',
  'whole',
  'totalTaken',
  'finishRefused',
  'claimed',
  'suspect',
  'answersInWords',

  'assumedPieces',
  'wasEmpty',
  'passedPieces',
  'guessed',
  'lastPieceBytes',
  'measured',
  'pieceLimitBytes',
  'brokenPieces',
  'crumbs',
  'refusals',
  'deadUploads',
  'furthestBytes',
  'distrust',
]);

test('a session of an earlier version is one that may be asked if it has ever reported', () => {
  for (const reports of [true, false]) {
    const kept = Object.entries({ ...newSession(URL), reports }).filter(([field]) => !LATER.has(field));
    expect(parseSession(Object.fromEntries(kept))).toEqual({ ...newSession(URL), reports, resumable: reports });
  }
});

test.each([
  ['has answered a question, but the browser hid how much it holds', URL, { queryable: true }, true],
  ['has answered a question, and takes pieces for files', URL, { queryable: true, plain: true }, false],
  ['looks like a session', 'https://storage.googleapis.com/b?upload_id=1', {}, true],
])('a session of an earlier version that %s', (_title, url, changes, resumable) => {
  const kept = Object.entries({ ...newSession(url), ...changes }).filter(([field]) => !LATER.has(field));
  expect(parseSession(Object.fromEntries(kept))).toMatchObject({ resumable });
});

test.each(Object.keys(newSession(URL)).filter((field) => !LATER.has(field)))(
  'a session without %s is none',
  (field) => {
    const { [field]: _left, ...rest } = { ...newSession(URL) } as Record<string, unknown>;
    expect(parseSession(rest)).toBeNull();
  },
);

test.each([
  ['nowhere to send', { url: null, endpoint: null }],
  ['a negative count', { ackedBytes: -1 }],
  ['half a byte', { confirmedBytes: 0.5 }],
  ['an end of no kind', { end: {} }],
  ['a word for a flag', { reports: 'yes' }],
])('a session with %s is none', (_title, changes) => {
  expect(parseSession({ ...newSession(URL), ...changes })).toBeNull();
});

test('nothing else is a session', () => {
  fc.assert(
    fc.property(fc.anything(), (value) => {
      expect(parseSession(value)).toBeNull();
    }),
  );
});
