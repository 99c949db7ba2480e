import { test } from 'vitest';
import { expectIdentical, start, until, useStage } from './support/stage.ts';

const stage = useStage();

test('nothing is lost when the network is gone while it records and at Stop', async () => {
  const running = await start(stage);
  await until(stage, running, ({ ackedBytes }) => ackedBytes > 0);
  await stage.receiver.pauseNetwork();
  await until(stage, running, ({ spooledBytes, ackedBytes, link }) => {
    return spooledBytes > ackedBytes + 500_000 && link.kind === 'stalled';
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
