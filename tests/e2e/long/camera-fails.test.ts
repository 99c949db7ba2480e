import { describe, expect, test } from 'vitest';
import { freezeService, killService } from '../../../dev/chaos/faults.ts';
import { expectIdentical, start, stopAndComplete, until, useStage } from '../support/stage.ts';

const PATIENCE_MS = 20_000;

const stage = useStage();

describe.skipIf(process.platform !== 'linux')('a camera that fails', () => {
  test('and freezes is reported until its picture moves again; the recording continues', async () => {
    const running = await start(stage, 'camera');
    await until(stage, running, ({ spooledBytes }) => spooledBytes > 0);
    const goOn = freezeService(stage.reelay, 'video_capture');
    try {
      await until(stage, running, ({ warning }) => warning?.id === 'capture.cameraFrozen');
    } finally {
      goOn();
    }
    await until(stage, running, ({ warning, state }) => warning === null && state === 'recording');
    await stopAndComplete(stage, running);
    await expectIdentical(stage, running);
  });

  test('and is gone ends the recording with a sentence, and what was recorded arrives', async () => {
    const running = await start(stage, 'camera');
    await until(stage, running, ({ ackedBytes }) => ackedBytes > 0);
    killService(stage.reelay, 'video_capture');
    const { problem } = await stage.reelay.waitForComplete(running.recordingId, PATIENCE_MS);
    expect(problem).toEqual({ id: 'capture.cameraDisconnected' });
    await expectIdentical(stage, running);
  });
});
