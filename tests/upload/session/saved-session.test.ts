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
  'bareYes',
  'failedProbes',
  'deceived',
  'answersHead',
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

/** As a version kept it that had what tus remembers among the rest. */
const KEPT_BEFORE = {
  url: 'https://tus.example/files/1',
  endpoint: 'https://tus.example/files',
  resumable: true,
  wasEmpty: true,
  takesPieces: false,
  whole: false,
  guessed: false,
  needsLength: true,
  lengthAtServer: true,
  ackedBytes: 524_288,
  confirmedBytes: 524_288,
  sentBytes: 786_432,
  reports: true,
  queryable: true,
  offsetKnown: false,
  totalNamed: false,
  totalTaken: false,
  finishRefused: false,
  claimed: false,
  suspect: null,
  acceptedEnd: null,
  plain: false,
  assumedPieces: 0,
  lastPieceBytes: 0,
  measured: false,
  pieceLimitBytes: 262_144,
  passedPieces: 3,
  brokenPieces: 0,
  crumbs: 0,
  refusals: null,
  deadUploads: 1,
  furthestBytes: 262_144,
  distrust: null,
  failures: 2,
  resyncs: 0,
  rewinds: 0,
  end: null,
};

test('what a protocol remembered is found where an earlier version kept it', () => {
  const { needsLength, lengthAtServer, ...rest } = KEPT_BEFORE;
  const protocolState = { needsLength, lengthAtServer };
  expect(parseSession(KEPT_BEFORE)).toEqual({
    ...rest,
    protocolState,
    answersInWords: false,
    bareYes: null,
    failedProbes: null,
    deceived: false,
    answersHead: false,
  });
  const saved = parseSession(structuredClone(parseSession(KEPT_BEFORE)));
  expect(saved?.protocolState).toEqual(protocolState);
});
