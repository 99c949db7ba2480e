import { expect, test } from 'vitest';
import { killService } from '../../../dev/chaos/faults.ts';
import { CHUNK_UNIT_BYTES } from '../../../lib/base/byte-units.ts';
import {
  EXPECTED,
  expectIdentical,
  expectPlays,
  QUICK_SETTINGS,
  sentRanges,
  start,
  stopAndComplete,
  until,
  useStage,
} from '../support/stage.ts';

/** Much less than a request may go without a byte. */
const SOON_MS = 10_000;

const stage = useStage();

test('a chunk stored in part, one that is refused, one that is never answered, and a last one that is not yet the end: all of it arrives in order', async () => {
  const { reelay, receiver } = stage;
  await reelay.inspector.setSettings({ ...QUICK_SETTINGS, stallTimeoutMs: 1_000 });
  receiver.addFault({ on: { kind: 'middle', nth: 2 }, do: { storePartially: 100_000 } });
  receiver.addFault({ on: { kind: 'middle', nth: 3 }, times: 2, do: { status: 503 } });
  receiver.addFault({ on: { kind: 'middle', nth: 6 }, do: { hangMs: Number.POSITIVE_INFINITY } });
  receiver.addFault({ on: { kind: 'last' }, do: { answer308ToLast: true } });
  const running = await start(stage);
  await until(stage, running, ({ ackedBytes }) => ackedBytes > 5 * CHUNK_UNIT_BYTES);
  await stopAndComplete(stage, running);
  const report = await expectIdentical(stage, running);
  expect(new Set(report.requests.flatMap(({ fault }) => fault ?? [])).size).toBe(4);
  // It continues from the server's offset, and from there again until the bytes are accepted.
  const starts = sentRanges(report).map(([begin]) => begin);
  expect(starts.slice(0, 5)).toEqual(
    [0, 1, ...Array(3).fill(1 + 100_000 / CHUNK_UNIT_BYTES)].map((chunk) => chunk * CHUNK_UNIT_BYTES),
  );
  const last = report.requests.findIndex(({ contentRange }) =>
    contentRange?.endsWith(`-${report.size - 1}/${report.size}`),
  );
  expect(report.requests[last]?.status).toBe(308);
  expect(report.requests.slice(last + 1).at(-1)?.status).toBe(200);
  await reelay.inspector.setSettings(QUICK_SETTINGS);
});

test.skipIf(process.platform !== 'linux')(
  'the browser’s process for the network dies with a request on its way: the chunk is sent again at once',
  async () => {
    stage.receiver.clearFaults();
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
    await expectPlays(stage, running, EXPECTED.tab);
  },
);
