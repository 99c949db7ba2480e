import { expect, test } from 'vitest';
import { GIB } from '../../../../lib/base/byte-units.ts';
import { CatalogEntry } from '../../../../lib/engine/catalog-entry.ts';
import type { Message } from '../../../../lib/recording/message.ts';
import type { RecordingSnapshot } from '../../../../lib/recording/snapshot.ts';
import { blankRow } from '../../../../lib/spool/row.ts';
import { limitWarning } from '../../../../lib/upload/protocols/put/whole-limit.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

const S3 = 'https://b.s3.amazonaws.com/k?X-Amz-SignedHeaders=host&X-Amz-Signature=SECRET';

test('a recording is warned of before it is too large for one PUT, and after', () => {
  expect(limitWarning(S3, 4 * GIB)).toBeNull();
  expect(limitWarning(S3, 4.6 * GIB)).toEqual({ id: 'upload.nearLimit', limitBytes: 5 * GIB });
  expect(limitWarning(S3, 5 * GIB)?.id).toBe('upload.nearLimit');
  expect(limitWarning(S3, 5 * GIB + 1)?.id).toBe('upload.overLimit');
  expect(limitWarning('https://h.example/a', 99 * GIB)).toBeNull();
});

test('the warning stands in the snapshot, and once in the log for each stage', async () => {
  const logs: Message[] = [];
  const shown: RecordingSnapshot[] = [];
  const clock = new FakeClock();
  const entry = new CatalogEntry(
    {
      clock,
      catalog: { put: async () => undefined, delete: async () => undefined },
      makeRoom: () => false,
      openRowCopy: async () => ({ write: () => undefined, close: () => undefined }),
    },
    {
      snapshot: (snapshot) => void shown.push(snapshot),
      log: (entries) => void logs.push(...entries.map(({ message }) => message)),
    },
  );
  const elapsed = { recordedMs: 0, runningSinceMs: null };
  entry.begin({ ...blankRow('a', clock.now()), state: 'recording', uploadUrl: S3, protocol: 'put', elapsed });
  for (const gigabytes of [4, 4.6, 4.7, 5.1, 5.2]) {
    entry.grow(gigabytes * GIB);
    await entry.tick();
  }
  expect(shown.at(-1)?.warning?.id).toBe('upload.overLimit');
  expect(logs.map(({ id }) => id)).toEqual(['upload.nearLimit', 'upload.overLimit']);
  expect(JSON.stringify([logs, shown])).not.toContain('SECRET');
});
