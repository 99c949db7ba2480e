import { expect, test } from 'vitest';
import { EXPECTED, expectIdentical, expectPlays, sentRanges, start, until, useStage } from '../support/stage.ts';

/** A recording of the noisy page produces about 600 kB a second. */
const SLOW_BYTES_PER_SECOND = 200_000;

const stage = useStage();

test('on a link slower than the recording nothing is sent twice, nothing at the same time, nothing left out', async () => {
  stage.receiver.setBandwidth(SLOW_BYTES_PER_SECOND);
  const running = await start(stage);
  await until(stage, running, ({ spooledBytes, ackedBytes }) => spooledBytes > ackedBytes + 1_500_000);

  // Stop doesn't wait for the network: the recording is sealed while most of it is still unsent.
  const { popup } = await stage.reelay.stopRecording(stage.page);
  expect(await popup.waitForStatus('Finishing upload')).toMatch(/^Finishing upload/);
  await popup.close();
  await until(stage, running, ({ sealedBytes, ackedBytes }) => sealedBytes !== null && sealedBytes > ackedBytes);

  stage.receiver.setBandwidth(null);
  await stage.reelay.waitForComplete(running.recordingId, 60_000);
  const report = await expectIdentical(stage, running);
  let end = 0;
  for (const range of sentRanges(report)) {
    expect(range[0]).toBe(end);
    end = range[1];
  }
  expect(end).toBe(report.size);
  await expectPlays(stage, running, EXPECTED.tab);
});
