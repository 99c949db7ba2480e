import { describe, expect, test } from 'vitest';
import { freezeService, killService } from '../../../dev/chaos/faults.ts';
import { expectIdentical, start, stopAndComplete, until, useStage } from '../support/stage.ts';

/** More than a still picture adds up to in seconds. */
const MUCH = 200_000;
/** Less than twelve seconds of a still picture would take. */
const MOVES_WITHIN_MS = 8_000;

const stage = useStage();

/** In the extension's process: Chromium delivers no more frames while two are held. */
declare const self: { keptFrame: VideoFrame | undefined };
declare const MediaStreamTrackProcessor: new (options: {
  track: MediaStreamTrack;
}) => { readonly readable: ReadableStream<VideoFrame> };

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

  test('and is gone leaves its last picture, and is recorded again when it is back', async () => {
    const running = await start(stage, 'camera');
    await until(stage, running, ({ ackedBytes }) => ackedBytes > 0);
    killService(stage.reelay, 'video_capture');
    await until(stage, running, ({ warning, camera }) => warning?.id === 'capture.cameraGone' || camera?.name === null);
    await until(stage, running, ({ warning, camera }) => warning === null && camera?.name !== null);
    const { spooledBytes: before } = await until(stage, running, () => true);
    await until(stage, running, ({ spooledBytes, state }) => state === 'recording' && spooledBytes > before + MUCH);
    await stopAndComplete(stage, running);
    await expectIdentical(stage, running);
  });
});

test('a camera one of whose frames a page keeps is recorded from the start', async () => {
  const { page } = stage.reelay.inspector;
  await page.evaluate(async () => {
    const [track] = (await navigator.mediaDevices.getUserMedia({ video: true })).getVideoTracks();
    if (track === undefined) throw new Error('There is no camera.');
    const reader = new MediaStreamTrackProcessor({ track }).readable.getReader();
    self.keptFrame = (await reader.read()).value;
    track.stop();
  });
  const running = await start(stage, 'camera');
  const startedAtMs = performance.now();
  await until(stage, running, ({ spooledBytes }) => spooledBytes > MUCH);
  expect(performance.now() - startedAtMs).toBeLessThan(MOVES_WITHIN_MS);
  await page.evaluate(() => self.keptFrame?.close());
  await stopAndComplete(stage, running);
  await expectIdentical(stage, running);
});
