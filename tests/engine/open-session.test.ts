import { expect, test } from 'vitest';
import { type OpenSession, tryToOpen } from '../../lib/engine/open-session.ts';
import type { Answer } from '../../lib/upload/protocol.ts';
import { answer } from '../support/answer.ts';

const URL_OF_SERVER = 'https://uploads.example/upload/abc';
const TUS = { 'tus-resumable': '1.0.0', 'tus-extension': 'creation,creation-defer-length' };

test('a URL of Content-Range begins as a session that is asked first', async () => {
  expect(await open([answer(404), answer(404)])).toMatchObject({
    protocol: 'content-range',
    session: { url: URL_OF_SERVER, endpoint: null, offsetKnown: false, end: null },
  });
});

test('a tus endpoint begins as an upload that is still to be created', async () => {
  expect(await open([answer(404, TUS), answer(204, TUS)])).toMatchObject({
    protocol: 'tus',
    session: { url: null, endpoint: URL_OF_SERVER, needsLength: false, end: null },
  });
});

test('a created tus upload begins as a session that is asked first', async () => {
  expect(await open([answer(200, { ...TUS, 'upload-offset': '0' })])).toMatchObject({
    protocol: 'tus',
    session: { url: URL_OF_SERVER, endpoint: null, offsetKnown: false, end: null },
  });
});

test('an address that takes no uploads ends with a problem', async () => {
  const { session } = await open([answer(404, TUS), answer(204, { ...TUS, 'tus-extension': 'termination' })]);
  expect(session.end).toEqual({ kind: 'problem', problem: { kind: 'not-an-upload' } });
});

test('silence is a reason to try again', async () => {
  expect(await tryWith([null, null, null])).toEqual({
    kind: 'again',
    reason: 'The server could not be reached, or the connection broke.',
    retryAfterMs: null,
  });
});

test('so is a server that asks to come back later', async () => {
  const busy = answer(503, { 'retry-after': '2' });
  const again = { kind: 'again', reason: 'The server answered 503.', retryAfterMs: 2_000 };
  expect(await tryWith([busy, busy, busy])).toEqual(again);
});

/** `answers` in the order of the requests, null for none. */
function tryWith(answers: (Answer | null)[]) {
  return tryToOpen(URL_OF_SERVER, async () => {
    const next = answers.shift();
    if (next === undefined) throw new Error('Nobody expected this request.');
    return next;
  });
}

async function open(answers: (Answer | null)[]): Promise<OpenSession> {
  const attempt = await tryWith(answers);
  if (attempt.kind === 'again') throw new Error(attempt.reason);
  return attempt.value;
}
