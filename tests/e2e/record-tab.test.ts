import { beforeAll, expect, test, vi } from 'vitest';
import { doubtsAbout, playBack } from '../../dev/demo/play-back.ts';
import { BARCODE_MODULUS } from '../../dev/pages/barcode.ts';
import { onOffscreenObjects } from './support/offscreen-objects.ts';
import {
  expectIdentical,
  expectPlays,
  openStage,
  type Stage,
  sentRanges,
  start,
  stopAndComplete,
  until,
} from './support/stage.ts';

/** What is used of the extension APIs within the inspector's page. */
declare const chrome: {
  readonly runtime: { sendMessage(message: unknown): Promise<unknown> };
};

/** The recording ends within seconds, and is uploaded. */
const PATIENCE_MS = 20_000;

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({ pagePath: '/pages/frame-counter.html?noise' });
  return () => stage[Symbol.asyncDispose]();
});

test('a tab arrives byte for byte and plays, with its sound and its frame numbers, the popup closed all the while', async () => {
  const running = await start(stage);
  await until(stage, running, ({ ackedBytes }) => ackedBytes > 1_000_000);
  const targets = stage.reelay.browser.targets().map((target) => target.url());
  expect(targets.filter((url) => url.endsWith('/popup.html'))).toEqual([]);
  const { mimeType } = await stopAndComplete(stage, running);
  expect(mimeType).toBe('video/webm;codecs=vp9,opus');
  await expectIdentical(stage, running);
  await expectPlays(stage, running, 'tab');
});

test('a second recording starts at byte 0 of its own URL, and leaves the first alone', async () => {
  const first = await start(stage);
  await until(stage, first, ({ ackedBytes }) => ackedBytes > 0);
  await stopAndComplete(stage, first);
  const before = await stage.receiver.session(first.sessionId);

  const second = await start(stage);
  await until(stage, second, ({ ackedBytes }) => ackedBytes > 0);
  await stopAndComplete(stage, second);
  const [firstRange] = sentRanges(await expectIdentical(stage, second));
  expect(firstRange?.[0]).toBe(0);
  expect(await stage.receiver.session(first.sessionId)).toEqual(before);
});

test('a recording goes on while the service worker is dead, and a popup opened then shows it running', async () => {
  const running = await start(stage);
  await until(stage, running, ({ ackedBytes }) => ackedBytes > 0);
  await stage.reelay.stopServiceWorker();
  const { size } = await stage.receiver.session(running.sessionId);
  await vi.waitUntil(async () => (await stage.receiver.session(running.sessionId)).size > size + 500_000, 20_000);
  const popup = await stage.reelay.openPopup(stage.page);
  expect(await popup.waitForStatus('Recording')).toMatch(/^Recording/);
  await popup.close();
  await stopAndComplete(stage, running);
  await expectIdentical(stage, running);
  await expectPlays(stage, running, 'tab');
});

test('a popup opened while it records offers to pause and to stop, not to change the upload URL', async () => {
  const running = await start(stage);
  const popup = await stage.reelay.openPopup(stage.page);
  await popup.waitForStatus('Recording');
  expect(await popup.page.$('::-p-aria([name="Upload URL"][role="textbox"])')).toBeNull();
  await popup.press('Pause');
  await until(stage, running, ({ state }) => state === 'paused');
  await popup.press('Resume');
  await until(stage, running, ({ state }) => state === 'recording');
  await popup.close();
  await until(stage, running, ({ ackedBytes }) => ackedBytes > 0);
  await stopAndComplete(stage, running);
  await expectIdentical(stage, running);
});

test('a recorder that falls silent is replaced: the recording goes on as part 2, which waits for a URL of its own', async () => {
  const { reelay, receiver } = stage;
  const first = await start(stage);
  await until(stage, first, ({ ackedBytes }) => ackedBytes > 0);
  // Behind the back of who records; the browser's own way to hand over nothing for good.
  const pauseAll = 'function () { for (const recorder of this) if (recorder.state === "recording") recorder.pause(); }';
  await onOffscreenObjects(reelay, 'MediaRecorder', pauseAll);
  const { current } = await reelay.inspector.waitFor(
    ({ current }) =>
      current?.state === 'recording' &&
      current.link.kind === 'blocked' &&
      current.warning?.includes('The recording goes on as part 2') === true,
    60_000,
  );
  expect(current?.title).toMatch(/ \(part 2\)$/);
  // What is complete, and not the one that is being made, leaves the Snapshot.
  await vi.waitUntil(async () => (await receiver.session(first.sessionId)).state === 'complete', PATIENCE_MS);
  await expectIdentical(stage, first);

  const { id: sessionId, url: uploadUrl } = await receiver.mint();
  const second = { recordingId: current?.id ?? '', sessionId };
  await reelay.inspector.page.evaluate(
    (id, target) => chrome.runtime.sendMessage({ name: 'background/use-new-url', data: { id, target } }),
    second.recordingId,
    { uploadUrl },
  );
  await until(stage, second, ({ ackedBytes }) => ackedBytes > 1_000_000);
  await stopAndComplete(stage, second);
  await expectIdentical(stage, second);
  await expectPlays(stage, second, 'tab');
});

/** The last one: it leaves no page to record. */
test('a tab that crashes ends its recording with a sentence; all of it arrives, and it plays up to the crash', async () => {
  const { reelay, receiver, page } = stage;
  const running = await start(stage);
  await until(stage, running, ({ ackedBytes }) => ackedBytes > 1_000_000);
  const { elapsed } = (await reelay.inspector.look()).current ?? {};
  const crashedAtSeconds = (Date.now() - (elapsed?.runningSinceMs ?? Number.NaN)) / 1_000;
  const session = await page.createCDPSession();
  // It is never answered: who would do so is gone.
  session.send('Page.crash').catch(() => undefined);
  const { problem } = await reelay.waitForComplete(running.recordingId, PATIENCE_MS);
  expect(problem).toContain('The tab crashed, so the recording ended there.');
  await expectIdentical(stage, running);
  const { frames, ...rest } = await playBack(reelay.browser, receiver.origin, `/uploads/${running.sessionId}/file`);
  const before = frames.filter(({ atSeconds }) => atSeconds < crashedAtSeconds);
  expect(before.length).toBeGreaterThan(2);
  const expected = { frameNumbersModulo: BARCODE_MODULUS, toneHz: 440 };
  expect(doubtsAbout({ ...rest, frames: before }, expected)).toEqual([]);
});
