import { beforeAll, beforeEach, expect, test } from 'vitest';
import { killService } from '../../dev/chaos/blows.ts';
import { CHUNK_UNIT_BYTES } from '../../lib/base/byte-units.ts';
import {
  expectIdentical,
  expectPlays,
  openStage,
  QUICK_SETTINGS,
  type Stage,
  sentRanges,
  start,
  stopAndComplete,
  until,
} from './support/stage.ts';

/** Much less than a request may take in which no byte moves. */
const SOON_MS = 10_000;

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
  return () => stage[Symbol.asyncDispose]();
});
beforeEach(async () => {
  stage.receiver.clearFaults();
  await stage.reelay.inspector.setSettings(QUICK_SETTINGS);
});

test('goes on where the server says that it stands, not where the chunk ended', async () => {
  stage.receiver.addFault({ on: { kind: 'middle', nth: 2 }, do: { storePartially: 100_000 } });
  const running = await start(stage);
  await until(stage, running, ({ ackedBytes }) => ackedBytes > 3 * CHUNK_UNIT_BYTES);
  await stopAndComplete(stage, running);
  const ranges = sentRanges(await expectIdentical(stage, running));
  expect(ranges[2]?.[0]).toBe(CHUNK_UNIT_BYTES + 100_000);
});

test('a chunk that failed is sent again; nothing after it goes first', async () => {
  stage.receiver.addFault({ on: { kind: 'middle', nth: 2 }, times: 2, do: { status: 503 } });
  const running = await start(stage);
  await until(stage, running, ({ ackedBytes }) => ackedBytes > 3 * CHUNK_UNIT_BYTES);
  await stopAndComplete(stage, running);
  const starts = sentRanges(await expectIdentical(stage, running)).map(([start]) => start);
  expect(starts.slice(0, 5)).toEqual([0, 1, 1, 1, 2].map((chunk) => chunk * CHUNK_UNIT_BYTES));
});

test('308 to the last chunk is not yet success: it is asked until the server confirms the whole', async () => {
  stage.receiver.addFault({ on: { kind: 'last' }, do: { answer308ToLast: true } });
  const running = await start(stage);
  await until(stage, running, ({ ackedBytes }) => ackedBytes > 0);
  await stopAndComplete(stage, running);
  const { requests, size } = await expectIdentical(stage, running);
  const last = requests.findIndex(({ contentRange }) => contentRange?.endsWith(`-${size - 1}/${size}`));
  expect(requests[last]?.status).toBe(308);
  expect(requests.slice(last + 1).at(-1)?.status).toBe(200);
});

test('a server that falls silent is not waited for: the chunk is sent again after the stall timeout', async () => {
  await stage.reelay.inspector.setSettings({ ...QUICK_SETTINGS, stallTimeoutMs: 1_000 });
  stage.receiver.addFault({ on: { kind: 'middle', nth: 2 }, do: { hangMs: Number.POSITIVE_INFINITY } });
  const running = await start(stage);
  await until(stage, running, ({ ackedBytes }) => ackedBytes > 3 * CHUNK_UNIT_BYTES);
  await stopAndComplete(stage, running);
  await expectIdentical(stage, running);
});

test.skipIf(process.platform !== 'linux')(
  'the browser’s process for the network dies with a request on its way: the chunk is sent again at once',
  async () => {
    stage.receiver.addFault({ on: { kind: 'middle', nth: 2 }, do: { hangMs: Number.POSITIVE_INFINITY } });
    const running = await start(stage);
    await until(
      stage,
      running,
      ({ ackedBytes, spooledBytes }) => ackedBytes > 0 && spooledBytes > 3 * CHUNK_UNIT_BYTES,
    );
    const killedAtMs = performance.now();
    killService(stage.reelay, 'network');
    await until(stage, running, ({ ackedBytes }) => ackedBytes > 3 * CHUNK_UNIT_BYTES);
    expect(performance.now() - killedAtMs).toBeLessThan(SOON_MS);
    await stopAndComplete(stage, running);
    await expectIdentical(stage, running);
    await expectPlays(stage, running, 'tab');
  },
);

test('nothing is lost when the network is gone while it records and at Stop', async () => {
  const running = await start(stage);
  await until(stage, running, ({ ackedBytes }) => ackedBytes > 0);
  await stage.receiver.pauseNetwork();
  await until(stage, running, ({ spooledBytes, ackedBytes, link }) => {
    return spooledBytes > ackedBytes + 1_000_000 && link.kind === 'stalled';
  });
  const { popup } = await stage.reelay.stopRecording(stage.page);
  await popup.waitForStatus('Finishing upload');
  await until(stage, running, ({ sealedBytes }) => sealedBytes !== null);
  await stage.receiver.resumeNetwork();
  await popup.press('Retry now');
  await stage.reelay.waitForComplete(running.recordingId, 60_000);
  await popup.close();
  await expectIdentical(stage, running);
});
