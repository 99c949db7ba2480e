import { describe, expect, test } from 'vitest';
import { unknownSession, wholeSession } from '../../../lib/upload/session/session.ts';
import { type Reply, ScriptedUpload, UNIT } from '../../support/scripted-upload.ts';

const ADDRESS = 'https://uploads.example/file';
const TOTAL = UNIT + UNIT / 2;
const OK: Reply = { status: 200, text: 'OK' };
const sized = (bytes: number): Reply => ({ status: 200, headers: { 'content-length': String(bytes) } });
const times = (count: number, reply: Reply): Reply[] => Array.from({ length: count }, () => reply);

describe('a HEAD that gets no answer, as where CORS allows PUT alone', () => {
  test.each<[string, Reply]>([
    ['no answer', 'broken'],
    ['503', { status: 503 }],
    ['a redirect', { status: 302, redirectedTo: 'another address' }],
  ])(
    '(%s) leaves a file that was sent in one request not confirmed, once it has lasted a minute',
    async (_title, silence) => {
      const upload = await new ScriptedUpload([OK, ...times(30, silence)], wholeSession(ADDRESS)).finish(TOTAL);
      expect(upload.end).toEqual({ kind: 'unconfirmed' });
      expect(upload.atSeconds.at(-1)).toBeGreaterThanOrEqual(60);
      expect(upload.requests.length).toBeLessThan(10);
    },
  );

  test('is asked again, and an answer counts', async () => {
    const upload = await new ScriptedUpload([OK, 'broken', 'broken', sized(TOTAL)], wholeSession(ADDRESS)).finish(
      TOTAL,
    );
    expect(upload.end).toMatchObject({ kind: 'complete', storedBytes: TOTAL });
  });

  test('does not stop an upload in pieces after the second', async () => {
    const taken: Reply = { status: 200 };
    const upload = new ScriptedUpload([taken, taken, ...times(12, 'broken')], unknownSession(ADDRESS, true));
    await upload.finish(4 * UNIT, 300);
    expect(upload.saved.some(({ measured }) => measured)).toBe(true);
  });
});
