import { beforeAll, describe, expect, test } from 'vitest';
import { freezeService, killService } from '../../dev/chaos/blows.ts';
import { expectIdentical, expectPlays, openStage, type Stage, start, stopAndComplete, until } from './support/stage.ts';

const PATIENCE_MS = 20_000;

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
  return () => stage[Symbol.asyncDispose]();
});

test('the camera arrives byte for byte and plays, with the microphone’s sound and its frame numbers', async () => {
  const running = await start(stage, 'camera');
  await until(stage, running, ({ ackedBytes }) => ackedBytes > 1_000_000);
  const { title, source } = await stopAndComplete(stage, running);
  expect({ title, source }).toEqual({ title: expect.stringContaining('.y4m'), source: 'camera' });
  await expectIdentical(stage, running);
  await expectPlays(stage, running, 'camera');
});

describe.skipIf(process.platform !== 'linux')('a camera that fails', () => {
  test('and freezes is reported until its picture moves again; the recording goes on', async () => {
    const running = await start(stage, 'camera');
    await until(stage, running, ({ spooledBytes }) => spooledBytes > 0);
    const goOn = freezeService(stage.reelay, 'video_capture');
    try {
      await until(
        stage,
        running,
        ({ warning }) => warning?.includes('no new picture has come from the camera') === true,
      );
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
    expect(problem).toContain('The camera was disconnected, so the recording ended there.');
    await expectIdentical(stage, running);
  });
});
