import { expect, test } from 'vitest';
import { LIGHT_PAGE } from '../../../dev/browser/light-load.ts';
import { doubtsAbout, playBack } from '../../../dev/demo/play-back.ts';
import {
  EXPECTED,
  expectIdentical,
  expectPlays,
  type Running,
  start,
  stopAndComplete,
  TAB_HZ,
  until,
  useStage,
} from '../support/stage.ts';

const PATIENCE_MS = 20_000;
const RECORDED_MS = 2_000;

const stage = useStage();

/** Resolves when the recording has continued for this long from now. */
async function runsFor(running: Running, ms: number): Promise<void> {
  const from = Date.now();
  await until(stage, running, () => Date.now() - from > ms);
}

test('a camera alone is exchanged while it is recorded, in one file whose picture goes on', async () => {
  const running = await start(stage, 'camera');
  await runsFor(running, RECORDED_MS);
  const { camera } = await until(stage, running, () => true);
  expect(camera).toMatchObject({ isOn: true, bubble: null });
  await stage.reelay.inspector.send('background/use-camera', { id: running.recordingId, device: null });
  await runsFor(running, RECORDED_MS);
  await stopAndComplete(stage, running);
  expect(stage.reelay.inspector.snapshot.others).toEqual([]);
  await expectIdentical(stage, running);
  await expectPlays(stage, running, EXPECTED.camera);
});

test('sound alone is a small file without a picture, and sounds as the tab does', async () => {
  const { reelay, receiver } = stage;
  const running = await start(stage, 'sound');
  await runsFor(running, 2 * RECORDED_MS);
  const { mimeType } = await stopAndComplete(stage, running);
  expect(mimeType).toBe('audio/webm;codecs=opus');
  await expectIdentical(stage, running);
  const { width, audio } = await playBack(reelay.browser, receiver.origin, `/uploads/${running.sessionId}/file`);
  expect([width, Math.abs((audio?.dominantHz ?? 0) - TAB_HZ) <= 4]).toEqual([0, true]);
});

test('what is chosen in the browser’s list is recorded with its sound, and ends with a sentence when it is no longer shared', async () => {
  const { reelay, receiver } = stage;
  // Its own page, the only one with this name: a retry needs one that's open.
  await stage.page.evaluate(() => {
    document.title = 'Another page';
  });
  const page = await reelay.openPage(`${receiver.origin}${LIGHT_PAGE}`);
  const running = await start({ ...stage, reelay, receiver, page }, 'screen');
  await runsFor(running, 2 * RECORDED_MS);
  const { elapsed } = (await reelay.inspector.look()).current ?? {};
  const closedAtSeconds = (Date.now() - (elapsed?.runningSinceMs ?? Number.NaN)) / 1_000;
  await page.close();
  const { problem } = await reelay.waitForComplete(running.recordingId, PATIENCE_MS);
  expect(problem).toEqual({ id: 'capture.screenStopped' });
  await expectIdentical(stage, running);
  // A closing page shows its last frame until it's gone.
  const { frames, ...rest } = await playBack(reelay.browser, receiver.origin, `/uploads/${running.sessionId}/file`);
  const before = frames.filter(({ atSeconds }) => atSeconds < closedAtSeconds - 1);
  expect(before.length).toBeGreaterThan(1);
  expect(doubtsAbout({ ...rest, frames: before }, EXPECTED.tab)).toEqual([]);
});
