import { describe, expect, test } from 'vitest';
import {
  endedAtTheDoor,
  opener,
  openMinted,
  type ProtocolSession,
} from '../../../lib/engine/uploading/open-session.ts';
import type { Sending } from '../../../lib/recording/target.ts';
import type { Answer } from '../../../lib/upload/protocols/protocol.ts';
import { decide } from '../../../lib/upload/session/decide.ts';
import { answer } from '../../support/answer.ts';

const ANY_SIZE = { unitBytes: 1, minBytes: 1, maxParts: null };
const URL_OF_SERVER = 'https://uploads.example/upload/abc';
const TUS = { 'tus-resumable': '1.0.0', 'tus-extension': 'creation,creation-defer-length' };

test('a session that shows itself is asked first', async () => {
  expect(await open([answer(308)])).toMatchObject({
    protocol: 'content-range',
    session: { url: URL_OF_SERVER, endpoint: null, resumable: true, answersHead: true, offsetKnown: false, end: null },
  });
});

test('an address that shows nothing is asked nothing: the first request is the first piece', async () => {
  const { protocol, session } = await open([answer(404), answer(404)]);
  expect(protocol).toBe('content-range');
  expect(session).toMatchObject({ url: URL_OF_SERVER, resumable: false, takesPieces: false });
  const supply = { spooledBytes: 30, sealedBytes: null, chunkBytes: 10, rule: ANY_SIZE, early: false };
  expect(decide(session, supply)).toMatchObject({
    purpose: { kind: 'send', range: { start: 0, end: 10 }, last: false },
  });
});

test('a minted URL is opened as its endpoint says, or asked first', () => {
  expect(openMinted(URL_OF_SERVER, 'content-range')).toMatchObject({
    session: { resumable: true, answersHead: false, whole: false },
  });
  expect(openMinted(URL_OF_SERVER, 'put')).toMatchObject({ session: { whole: true, guessed: false } });
  expect(['tus', 'unheard-of', null].map((protocol) => openMinted(URL_OF_SERVER, protocol))).toEqual([
    null,
    null,
    null,
  ]);
});

test('your choice that it takes pieces is kept', async () => {
  const { session } = await open([answer(403), answer(403)], 'while-recording');
  expect(session).toMatchObject({ resumable: false, takesPieces: true });
});

test('where nothing can be seen, nothing is sent before Stop, and then everything at once', async () => {
  const now = { atMs: 0, isSealed: false };
  const look = openerOf(Array(6).fill(answer(403)), null, now);
  expect(await look()).toEqual({ kind: 'later', link: { kind: 'after-stop' }, delayMs: 30_000 });
  expect(await look()).toEqual({ kind: 'later', link: { kind: 'after-stop' }, delayMs: 60_000 });
  now.isSealed = true;
  const attempt = await look();
  if (attempt.kind !== 'done') throw new Error(attempt.kind);
  const { protocol, session } = attempt.value;
  expect(protocol).toBe('put');
  const supply = { spooledBytes: 30, sealedBytes: null, chunkBytes: 10, rule: ANY_SIZE, early: false };
  expect(decide(session, supply)).toEqual({ kind: 'wait-for-seal' });
  expect(decide(session, { ...supply, sealedBytes: 30 })).toMatchObject({
    purpose: { kind: 'send', range: { start: 0, end: 30 }, last: true },
  });
});

test('one refusal of a look that passes does not keep a session from being found', async () => {
  const look = openerOf([answer(403), answer(403), answer(308)]);
  expect(await look()).toMatchObject({ kind: 'later' });
  expect(await look()).toMatchObject({ kind: 'done', value: { session: { resumable: true } } });
});

test('after Stop one look doesn’t decide either', async () => {
  const look = openerOf([answer(403), answer(403), answer(403), answer(403)], null, { atMs: 0, isSealed: true });
  expect(await look()).toMatchObject({ kind: 'later', delayMs: 2_000 });
  expect(await look()).toMatchObject({ kind: 'done', value: { protocol: 'put' } });
});

test('where something lies already, nothing is sent, once it has been said for a minute', async () => {
  const occupied = [answer(200, { 'content-length': '5' }), answer(204)];
  const now = { atMs: 0, isSealed: false };
  const look = openerOf([...occupied, ...occupied, ...occupied], null, now);
  expect(await look()).toMatchObject({ kind: 'again' });
  now.atMs = 50_000;
  expect(await look()).toMatchObject({ kind: 'again', reason: { id: 'upload.claimsFile' } });
  now.atMs = 60_000;
  const attempt = await look();
  if (attempt.kind !== 'done') throw new Error(attempt.kind);
  const { session } = attempt.value;
  expect(session.end).toEqual({ kind: 'problem', problem: { kind: 'used' } });
  expect(session.resumable).toBe(false);
  expect(endedAtTheDoor(session)).toBe(true);
});

test('a page that answers every look is no reason to wait once you chose how to send', async () => {
  const page = answer(200, { 'content-type': 'text/html', 'content-length': '900' });
  const { session } = await open([page, page], 'while-recording');
  expect(session).toMatchObject({ resumable: false, takesPieces: true, end: null });
});

test('a redirect and a web page are reasons to try again', async () => {
  const moved = { ...answer(200), redirectedTo: 'https://other.example/…/a' };
  expect(await tryWith([moved, moved])).toMatchObject({
    kind: 'again',
    reason: { id: 'upload.everythingRedirected', redirectedTo: 'https://other.example/…/a' },
  });
  const page = answer(200, { 'content-type': 'text/html' });
  expect(await tryWith([page, page])).toMatchObject({ kind: 'again', reason: { id: 'upload.webPageInBetween' } });
});

test('a tus endpoint starts as an upload still to be created', async () => {
  expect(await open([answer(404, TUS), answer(204, TUS)])).toMatchObject({
    protocol: 'tus',
    session: { url: null, endpoint: URL_OF_SERVER, protocolState: { needsLength: false }, end: null },
  });
});

test('a created tus upload begins as a session that is asked first', async () => {
  expect(await open([answer(200, { ...TUS, 'upload-offset': '0' })])).toMatchObject({
    protocol: 'tus',
    session: { url: URL_OF_SERVER, endpoint: null, offsetKnown: false, end: null },
  });
});

test('an address that takes no uploads ends with a problem', async () => {
  const useless = [answer(404, TUS), answer(204, { ...TUS, 'tus-extension': 'termination' })];
  const now = { atMs: 0, isSealed: false };
  const look = openerOf([...useless, ...useless, ...useless], null, now);
  for (const atMs of [0, 20_000]) {
    now.atMs = atMs;
    expect(await look()).toMatchObject({ kind: 'again' });
  }
  now.atMs = 60_000;
  const attempt = await look();
  if (attempt.kind !== 'done') throw new Error(attempt.kind);
  const { session } = attempt.value;
  expect(session.end).toEqual({ kind: 'problem', problem: { kind: 'not-an-upload' } });
});

describe('a tus upload is not taken for a place where uploads are created', () => {
  const shown = [answer(200, { 'tus-resumable': '1.0.0', 'upload-offset': '0' })];
  const options = answer(204, TUS);

  test.each([
    ['when something refuses the first look', [answer(403), options]],
    ['when the first look is redirected', [{ ...answer(200), redirectedTo: 'https://login.example' }, options]],
    // The server refuses HEAD without the header by which it knows tus.
    ['when the first look breaks off', [null, options, answer(412, { 'tus-resumable': '1.0.0' })]],
  ])('%s', async (_what, interfered) => {
    const look = openerOf([...interfered, ...shown]);
    expect(await look()).toMatchObject({ kind: 'again' });
    expect(await look()).toMatchObject({ kind: 'done', value: { session: { url: URL_OF_SERVER, endpoint: null } } });
  });
});

test('uploads are created even if something else answers every look', async () => {
  const interfered = [answer(405), answer(204, TUS)];
  const now = { atMs: 0, isSealed: false };
  const look = openerOf([...interfered, ...interfered, ...interfered], null, now);
  for (const atMs of [0, 20_000]) {
    now.atMs = atMs;
    expect(await look()).toMatchObject({ kind: 'again', reason: { id: 'upload.serverAnswered', status: 405 } });
  }
  now.atMs = 60_000;
  expect(await look()).toMatchObject({ kind: 'done', value: { session: { endpoint: URL_OF_SERVER } } });
});

test('silence is a reason to try again', async () => {
  expect(await tryWith([null, null, null])).toEqual({
    kind: 'again',
    reason: { id: 'upload.noAnswer' },
    retryAfterMs: null,
  });
});

test('so is a server that asks to come back later', async () => {
  const busy = answer(503, { 'retry-after': '2' });
  const again = { kind: 'again', reason: { id: 'upload.serverBusy', status: 503 }, retryAfterMs: 2_000 };
  expect(await tryWith([busy, busy, busy])).toEqual(again);
});

/** `answers` in the order of the requests, null for none. */
function tryWith(answers: (Answer | null)[], sending: Sending | null = null) {
  return openerOf(answers, sending)();
}

/** `atMs` is when each look is made. */
function openerOf(
  answers: (Answer | null)[],
  sending: Sending | null = null,
  now: { atMs: number; isSealed: boolean } = { atMs: 0, isSealed: false },
) {
  return opener(URL_OF_SERVER, {
    sending,
    clock: { monotonicMs: () => now.atMs },
    isSealed: () => now.isSealed,
    ask: async () => {
      const next = answers.shift();
      if (next === undefined) throw new Error('Nobody expected this request.');
      return next;
    },
  });
}

async function open(answers: (Answer | null)[], sending: Sending | null = null): Promise<ProtocolSession> {
  const attempt = await tryWith(answers, sending);
  if (attempt.kind !== 'done') throw new Error(JSON.stringify(attempt));
  return attempt.value;
}
