import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { MIB } from '../../../lib/base/byte-units.ts';
import { expectIdentical, start, stopAndComplete, until, useStage } from '../support/stage.ts';

const LOOKS = 4;
const LOOK_EVERY_MS = 3_000;
/** Noise is requested at 40 Mbit/s; a machine that is busy with other things makes less of it. */
const LEAST_BYTES_PER_LOOK = 2_000_000;

const stage = useStage({
  cameraNoise: true,
  settings: {
    videoBitsPerSecond: 40_000_000,
    cameraWidth: 640,
    cameraHeight: 360,
    chunkBytes: 4 * MIB,
    retryBaseMs: 500,
  },
});

test('a recording of noise at a high bitrate never stands still, through a 503 and a chunk that was stored in part', async () => {
  stage.receiver.addFault({ on: { kind: 'middle' }, do: { status: 503 } });
  stage.receiver.addFault({ on: { kind: 'middle', nth: 2 }, do: { storePartially: 1.5 * MIB } });
  const running = await start(stage, 'camera');
  // With no page open, as in real life.
  let before = 0;
  for (let look = 1; look <= LOOKS; look += 1) {
    await delay(LOOK_EVERY_MS);
    const { current } = await stage.reelay.inspector.look();
    const grown = (current?.spooledBytes ?? 0) - before;
    expect(grown, `look ${look}`).toBeGreaterThan(LEAST_BYTES_PER_LOOK);
    before += grown;
  }
  await until(stage, running, ({ ackedBytes }) => ackedBytes > 2 * 4 * MIB);
  const { spooledBytes } = await stopAndComplete(stage, running);
  expect(spooledBytes).toBeGreaterThanOrEqual(before);
  const { requests } = await expectIdentical(stage, running);
  expect(requests.filter(({ fault }) => fault !== null)).toHaveLength(2);
});
