import { expect, test } from 'vitest';
import { settledWithoutSecrets, targetLabel, withoutSecrets } from '../../lib/engine/without-secrets.ts';
import { blankRow, type RecordingRow } from '../../lib/spool/row.ts';
import { newSession } from '../../lib/upload/session/session.ts';
import { text } from '../support/text.ts';

const ROW = {
  ...blankRow('a', 0),
  target: { uploadUrl: 'https://tus.example/files?SECRET' },
  uploadUrl: 'https://tus.example/files?SECRET',
};
const ELSEWHERE = newSession('https://storage.example/upload/abc?SECRET');

test('what is shown is the server that takes the bytes, also where the upload was created elsewhere', () => {
  expect(targetLabel(ROW)).toBe('https://tus.example/files');
  expect(targetLabel({ ...ROW, session: { ...ELSEWHERE, url: null } })).toBe('https://tus.example/files');
  expect(targetLabel({ ...ROW, session: ELSEWHERE })).toBe('https://storage.example/…/abc');
  expect(targetLabel({ ...blankRow('a', 0), target: { endpointName: 'https://mint.example' } })).toBe(
    'https://mint.example',
  );
  expect(targetLabel(blankRow('a', 0))).toBeNull();
});

test('what earlier versions kept of secrets goes from whatever is stored', () => {
  const problem = text('The server at https://a.example/b?SECRET refused.');
  expect(JSON.stringify(settledWithoutSecrets({ ...ROW, problem, state: 'failed' }))).not.toContain('SECRET');
  const unfinished = settledWithoutSecrets({ ...ROW, problem, state: 'blocked' });
  expect(unfinished.problem).not.toContain('SECRET');
  expect(unfinished.uploadUrl).toBe(ROW.uploadUrl);
});

test('what is over remembers where it went and nothing secret, also when it is done twice', () => {
  const sent: RecordingRow = { ...ROW, session: ELSEWHERE };
  const over: RecordingRow = { ...sent, ...withoutSecrets(sent) };
  expect(over).toMatchObject({ target: { unknown: true }, uploadUrl: 'https://storage.example/…/abc', session: null });
  expect({ ...over, ...withoutSecrets(over) }).toEqual(over);
});
