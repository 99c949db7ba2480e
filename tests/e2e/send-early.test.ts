import { afterAll, beforeAll, expect, test } from 'vitest';
import { CHUNK_UNIT_BYTES, MIB } from '../../lib/base/byte-units.ts';
import { expectIdentical, openStage, type Stage, sentRanges, start, stopAndComplete, until } from './support/stage.ts';

const CHUNK_BYTES = 8 * MIB;

let stage: Stage;

beforeAll(async () => {
  stage = await openStage();
  await stage.reelay.inspector.setSettings({ chunkBytes: CHUNK_BYTES, sendEarlySeconds: 1 });
});

afterAll(() => stage[Symbol.asyncDispose]());

test('send early: bytes are at the server long before a chunk is full, in units, and the end is identical', async () => {
  const running = await start(stage);
  await until(stage, running, ({ ackedBytes }) => ackedBytes > 0);
  await until(stage, running, ({ ackedBytes }) => ackedBytes > MIB);
  const complete = await stopAndComplete(stage, running);
  expect(complete.spooledBytes).toBeLessThan(CHUNK_BYTES);
  const ranges = sentRanges(await expectIdentical(stage, running));
  expect(ranges.length).toBeGreaterThan(2);
  for (const [begin, end] of ranges.slice(0, -1)) {
    expect(begin % CHUNK_UNIT_BYTES).toBe(0);
    expect(end % CHUNK_UNIT_BYTES).toBe(0);
  }
});
