import { expect, test } from 'vitest';
import { LIGHT_PAGE } from '../../../dev/browser/light-load.ts';
import { doubtsAbout, playBack } from '../../../dev/demo/play-back.ts';
import { BARCODE_MODULUS } from '../../../dev/pages/barcode.ts';
import { expectIdentical, start, until, useStage } from '../support/stage.ts';

/** The recording ends, and is uploaded, within seconds. */
const PATIENCE_MS = 20_000;
const RECORDED_MS = 3_000;

const stage = useStage();

test('a tab that crashes ends its recording with a sentence; all of it arrives, and it plays up to the crash', async () => {
  const { reelay, receiver } = stage;
  // Its own page: a retry needs one that's alive.
  const page = await reelay.openPage(`${receiver.origin}${LIGHT_PAGE}`);
  const running = await start({ ...stage, reelay, receiver, page });
  await until(stage, running, ({ elapsed }) => Date.now() - (elapsed.runningSinceMs ?? Date.now()) > RECORDED_MS);
  const { elapsed } = (await reelay.inspector.look()).current ?? {};
  const crashedAtSeconds = (Date.now() - (elapsed?.runningSinceMs ?? Number.NaN)) / 1_000;
  const session = await page.createCDPSession();
  // It never gets an answer: whoever would send it is gone.
  session.send('Page.crash').catch(() => undefined);
  const { problem } = await reelay.waitForComplete(running.recordingId, PATIENCE_MS);
  expect(problem).toEqual({ id: 'capture.tabCrashed' });
  await expectIdentical(stage, running);
  const { frames, ...rest } = await playBack(reelay.browser, receiver.origin, `/uploads/${running.sessionId}/file`);
  const before = frames.filter(({ atSeconds }) => atSeconds < crashedAtSeconds);
  expect(before.length).toBeGreaterThan(2);
  const expected = { frameNumbersModulo: BARCODE_MODULUS, toneHz: 440 };
  expect(doubtsAbout({ ...rest, frames: before }, expected)).toEqual([]);
});
