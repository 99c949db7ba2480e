import { expect, test } from 'vitest';
import { UNITS_OF_256_KIB } from '../../../lib/upload/protocols/chunk-rule.ts';
import { contentRange } from '../../../lib/upload/protocols/content-range/content-range.ts';
import type { Answer, Outcome, Purpose } from '../../../lib/upload/protocols/protocol.ts';
import { put } from '../../../lib/upload/protocols/put/put.ts';
import { readAnswer } from '../../../lib/upload/protocols/read-answer.ts';
import { beforeRequest } from '../../../lib/upload/session/before-request.ts';
import { decide } from '../../../lib/upload/session/decide.ts';
import { learn } from '../../../lib/upload/session/learn.ts';
import { type Session, unknownSession, wholeSession } from '../../../lib/upload/session/session.ts';
import { answer } from '../../support/answer.ts';

/* Web pages in answer to a file: Apache says so that it has it, and so does a portal that has kept nothing. */

const ADDRESS = 'https://uploads.example/file';
const TOTAL = 1_000;
const PAGE = answer(201, { 'content-type': 'text/html' }, '<!DOCTYPE html><title>201 Created</title>');
const HIDDEN = answer(403);
const sized = (bytes: number) => answer(200, { 'content-length': String(bytes) });

/** Lets the session make one request for each answer, 20 s apart. */
function after(session: Session, answers: readonly Answer[], startMs = 0): { session: Session; asked: Purpose[] } {
  const protocol = session.whole ? put : contentRange;
  const asked: Purpose[] = [];
  for (const [index, given] of answers.entries()) {
    const action = decide(session, {
      spooledBytes: TOTAL,
      sealedBytes: TOTAL,
      chunkBytes: TOTAL,
      early: false,
      rule: UNITS_OF_256_KIB,
    });
    if (action.kind !== 'request') throw new Error(`It wants ${action.kind}.`);
    asked.push(action.purpose);
    const outcome: Outcome = readAnswer(protocol, action.purpose, given);
    const circumstances = { sealedBytes: TOTAL, rule: UNITS_OF_256_KIB, nowMs: startMs + index * 20_000 };
    ({ session } = learn(beforeRequest(session, action.purpose), action.purpose, outcome, given, circumstances));
  }
  return { session, asked };
}

test('a whole file that is answered by a page is complete when HEAD names its size', () => {
  const { session, asked } = after(wholeSession(ADDRESS), [PAGE, sized(TOTAL)]);
  expect(asked.map(({ kind }) => kind)).toEqual(['send', 'measure']);
  expect(session.end).toMatchObject({ kind: 'complete' });
});

test.each<[string, Answer, object]>([
  ['HEAD says nothing: sent, not confirmed', HIDDEN, { kind: 'unconfirmed' }],
  ['HEAD is answered by a page, too', PAGE, { kind: 'unconfirmed' }],
  ['HEAD names another size: that of what was there before', sized(5), { problem: { kind: 'size-mismatch' } }],
])('a page that answers a whole file is doubted for a minute, while it is sent again; then %s', (_title, head, end) => {
  const first = after(wholeSession(ADDRESS), [PAGE, head, PAGE, head]);
  expect(first.asked.map(({ kind }) => kind)).toEqual(['send', 'measure', 'send', 'measure']);
  expect(first.session.end).toBeNull();
  expect(after(first.session, [PAGE, head], 80_000).session.end).toMatchObject(end);
});

test('after a page, the store’s own success counts as ever', () => {
  const { session } = after(wholeSession(ADDRESS), [PAGE, HIDDEN, answer(200), HIDDEN]);
  expect(session.end).toMatchObject({ kind: 'complete' });
});

test('an unknown address that answers pieces with pages gets the whole file after a minute', () => {
  const doubted = after(unknownSession(ADDRESS, false), [PAGE, PAGE, PAGE]);
  expect(doubted.session.end).toBeNull();
  const { session } = after(doubted.session, [PAGE], 60_000);
  expect(session.end).toMatchObject({ problem: { kind: 'takes-whole-files' } });
  const chosen = after(unknownSession(ADDRESS, true), [PAGE, PAGE, PAGE, PAGE, PAGE]);
  expect(chosen.session.end).toBeNull();
});
