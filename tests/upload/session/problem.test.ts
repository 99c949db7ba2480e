import { expect, test } from 'vitest';
import { isSessionDead, type Problem, problemMessage } from '../../../lib/upload/session/problem.ts';
import { say } from '../../../lib/words/say.ts';

const EVERY: readonly Problem[] = [
  { kind: 'gone', status: 404 },
  { kind: 'forbidden', status: 403 },
  { kind: 'too-large', status: 413 },
  { kind: 'cancelled', status: 499 },
  { kind: 'cancelled-here' },
  { kind: 'not-minted', reason: { id: 'mint.noUrl', status: 500 } },
  { kind: 'in-use' },
  { kind: 'refused', status: 400 },
  { kind: 'used' },
  { kind: 'finished-early', ackedBytes: 1 },
  { kind: 'fixed-length', lengthBytes: 1 },
  { kind: 'other-version', status: 412 },
  { kind: 'not-an-upload' },
  { kind: 'bad-location' },
  { kind: 'beyond-sent', reportedBytes: 2, sentBytes: 1 },
  { kind: 'went-backwards', reportedBytes: 1, ackedBytes: 2 },
  { kind: 'size-mismatch', reportedBytes: 1, totalBytes: 2 },
  { kind: 'checksum-mismatch', algorithm: 'md5' },
  { kind: 'never-completes' },
];

test.each(EVERY)('$kind is a whole sentence', (problem) => {
  expect(say(problemMessage(problem))).toMatch(/^[A-Z].{20,}[.]$/);
});

test.each(EVERY.filter(({ kind }) => !['not-minted', 'in-use'].includes(kind)))('$kind says what to do', (problem) => {
  expect(say(problemMessage(problem))).toMatch(/new URL|new one|save a copy|Use the/i);
});

test('a new URL is minted only for a session that died, not for one that was misused or that lies', () => {
  expect(EVERY.filter(isSessionDead).map(({ kind }) => kind)).toEqual(['gone', 'forbidden', 'cancelled']);
});
