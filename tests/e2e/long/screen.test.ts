import { expect, test } from 'vitest';
import { LIGHT_PAGE } from '../../../dev/browser/light-load.ts';
import { doubtsAbout, playBack } from '../../../dev/demo/play-back.ts';
import { EXPECTED, expectIdentical, start, until, useStage } from '../support/stage.ts';

const PATIENCE_MS = 20_000;
const RECORDED_MS = 4_000;

const stage = useStage();

test('what is chosen in the browser’s list is recorded with its sound, and ends with a sentence when it is no longer shared', async () => {
  const { reelay, receiver } = stage;
  // A page of its own, the only one of this name: a second try needs one that is open.
  await stage.page.evaluate(() => {
    document.title = 'Another page';
  });
  const page = await reelay.openPage(`${receiver.origin}${LIGHT_PAGE}`);
  const running = await start({ ...stage, reelay, receiver, page }, 'screen');
  await until(stage, running, ({ elapsed }) => Date.now() - (elapsed.runningSinceMs ?? Date.now()) > RECORDED_MS);
  const { elapsed } = (await reelay.inspector.look()).current ?? {};
  const closedAtSeconds = (Date.now() - (elapsed?.runningSinceMs ?? Number.NaN)) / 1_000;
  await page.close();
  const { problem } = await reelay.waitForComplete(running.recordingId, PATIENCE_MS);
  expect(problem).toEqual({ id: 'capture.screenStopped' });
  await expectIdentical(stage, running);
  // What closes shows its last picture until it is gone.
  const { frames, ...rest } = await playBack(reelay.browser, receiver.origin, `/uploads/${running.sessionId}/file`);
  const before = frames.filter(({ atSeconds }) => atSeconds < closedAtSeconds - 1);
  expect(before.length).toBeGreaterThan(1);
  expect(doubtsAbout({ ...rest, frames: before }, EXPECTED.tab)).toEqual([]);
});
