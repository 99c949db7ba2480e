import { expect, test } from 'vitest';
import { UNITS_OF_256_KIB } from '../../../lib/upload/protocols/chunk-rule.ts';
import { decide } from '../../../lib/upload/session/decide.ts';
import { unknownSession } from '../../../lib/upload/session/session.ts';
import { ScriptedUpload, stored, UNIT } from '../../support/scripted-upload.ts';

const ADDRESS = 'https://uploads.example/file';

test('the first request is the first piece, and 308 shows a session, whatever its Range says', async () => {
  const odd = { status: 308, headers: { range: 'of no kind' } };
  const upload = new ScriptedUpload([odd, stored(UNIT), { status: 200 }], unknownSession(ADDRESS, false));
  await upload.finish(UNIT + 1);
  expect(upload.requests.slice(0, 3)).toEqual([
    `bytes 0-${UNIT - 1}/*`,
    'bytes */*',
    `bytes ${UNIT}-${UNIT}/${UNIT + 1}`,
  ]);
});

test('no total is named without bytes to an address that may be a file’s', () => {
  const session = { ...unknownSession(ADDRESS, true), ackedBytes: UNIT, sentBytes: UNIT };
  expect(
    decide(session, { spooledBytes: UNIT, sealedBytes: UNIT, chunkBytes: UNIT, rule: UNITS_OF_256_KIB, early: false }),
  ).toEqual({
    kind: 'ended',
    end: { kind: 'problem', problem: { kind: 'takes-whole-files' } },
  });
});
