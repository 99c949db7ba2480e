import { expect, test } from 'vitest';
import { allowDevices, startAndBeAsked } from './support/ask-for-devices.ts';
import { EXPECTED, expectIdentical, expectPlays, stopAndComplete, until, useStage } from './support/stage.ts';

const PATIENCE_MS = 20_000;

const stage = useStage({ asksForDevices: true });

test('a start that needs the camera asks in a page of its own and continues by itself when it is allowed; the camera arrives byte for byte and plays, with the microphone’s sound', async () => {
  const { reelay, receiver } = stage;
  const { id: sessionId, url: uploadUrl } = await receiver.mint();
  const asking = await startAndBeAsked(stage, uploadUrl);
  const closed = new Promise((resolve) => asking.once('close', resolve));
  await allowDevices(stage, asking);
  const { current } = await reelay.inspector.waitFor(
    (snapshot) => snapshot.current?.state === 'recording',
    PATIENCE_MS,
  );
  expect(current?.source).toBe('camera');
  // A freshly installed browser shows no extension icon in its toolbar.
  await expect.poll(() => reelay.inspector.notifications(), { timeout: PATIENCE_MS }).toEqual(['recording-started']);
  const running = { recordingId: current?.id ?? '', sessionId };
  await until(stage, running, ({ ackedBytes }) => ackedBytes > 500_000);
  // A one-time permission would end with the page.
  await asking.waitForSelector('::-p-text(Keep this window open while you record)');
  const { title } = await stopAndComplete(stage, running);
  expect(title).toContain('.y4m');
  await closed;
  await expectIdentical(stage, running);
  expect(await reelay.inspector.notifications()).toEqual([]);
  await expectPlays(stage, running, EXPECTED.camera);
});
