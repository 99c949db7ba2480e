import { expect, test } from 'vitest';
import { sentUrlDigest } from '../../lib/engine/sent-url.ts';
import { cancelled } from '../../lib/engine/uploading/stopped-upload.ts';
import { settledWithoutSecrets } from '../../lib/engine/without-secrets.ts';
import { NOT_STARTED } from '../../lib/recording/elapsed.ts';
import { blankRow } from '../../lib/spool/row.ts';
import { urlDigest } from '../../lib/spool/used-url.ts';
import { newSession, type Session, sessionToCreate, wholeSession } from '../../lib/upload/session/session.ts';

const URL = 'https://b.example/k?sig=SECRET';
const row = (session: Session | null) => ({
  ...blankRow('a', 0),
  elapsed: NOT_STARTED,
  protocol: 'put',
  target: { uploadUrl: URL },
  uploadUrl: URL,
  session,
});
const sent = { ...wholeSession(URL), sentBytes: 9 };
const refused = { ...sent, end: { kind: 'problem', problem: { kind: 'forbidden', status: 403 } } } as const;
const atEndpoint = { ...sessionToCreate(URL, null), url: `${URL}/1`, sentBytes: 9 };

test.each<[string, Session | null, string | null]>([
  ['something was sent to', sent, urlDigest(URL)],
  ['nothing was sent to', newSession(URL), null],
  ['refused every request', refused, null],
  ['refused the last request', { ...refused, totalTaken: true }, urlDigest(URL)],
  ['refused what comes after a piece', { ...refused, whole: false }, urlDigest(URL)],
  ['nothing is known about', null, null],
  ['created the upload elsewhere', atEndpoint, null],
])('a URL that %s', (_title, session, digest) => {
  expect(sentUrlDigest(row(session))).toBe(digest);
});

test('is still known when the recording is complete, or its upload was cancelled', () => {
  const complete = settledWithoutSecrets({ ...row(sent), state: 'complete' });
  const given = { ...row(sent), ...cancelled(row(sent)).row };
  for (const over of [complete, given]) {
    expect(JSON.stringify(over)).not.toContain('SECRET');
    expect(sentUrlDigest(over)).toBe(urlDigest(URL));
  }
});

test('is free again when the upload was cancelled before anything was sent, and an endpoint always is', () => {
  const unsent = row(newSession(URL));
  expect(sentUrlDigest({ ...unsent, ...cancelled(unsent).row })).toBeNull();
  const created = row(atEndpoint);
  expect(sentUrlDigest({ ...created, ...cancelled(created).row })).toBeNull();
  expect(sentUrlDigest(settledWithoutSecrets({ ...created, state: 'complete' }))).toBeNull();
});
