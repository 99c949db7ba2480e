import { expect, test, vi } from 'vitest';
import { idsIn } from '../../../lib/recording/message.ts';
import { onOffscreenObjects } from '../support/offscreen-objects.ts';
import { EXPECTED, expectIdentical, expectPlays, start, stopAndComplete, until, useStage } from '../support/stage.ts';

/** The recording ends, and is uploaded, within seconds. */
const PATIENCE_MS = 20_000;

const stage = useStage();

test('a recorder that falls silent is replaced: the recording continues as part 2, which waits for a URL of its own', async () => {
  const { reelay, receiver } = stage;
  const first = await start(stage);
  await until(stage, first, ({ ackedBytes }) => ackedBytes > 0);
  // Without the extension's knowledge; it's the browser's own way to stop delivering anything for good.
  const pauseAll = 'function () { for (const recorder of this) if (recorder.state === "recording") recorder.pause(); }';
  await onOffscreenObjects(reelay, 'MediaRecorder', pauseAll);
  const { current } = await reelay.inspector.waitFor(
    ({ current }) =>
      current?.state === 'recording' &&
      current.link.kind === 'blocked' &&
      idsIn(current.warning).some((id) => id.startsWith('recorder.continues')),
    60_000,
  );
  expect(current?.title).toMatch(/ \(part 2\)$/);
  // A complete recording that isn't the one in progress leaves the Snapshot.
  await vi.waitUntil(async () => (await receiver.session(first.sessionId)).state === 'complete', PATIENCE_MS);
  await expectIdentical(stage, first);

  const { id: sessionId, url: uploadUrl } = await receiver.mint();
  const second = { recordingId: current?.id ?? '', sessionId };
  await reelay.inspector.send('background/use-new-url', { id: second.recordingId, target: { uploadUrl } });
  await until(stage, second, ({ ackedBytes }) => ackedBytes > 500_000);
  await stopAndComplete(stage, second);
  await expectIdentical(stage, second);
  await expectPlays(stage, second, EXPECTED.tab);
});

test('a recorder that the browser stops is replaced at once', async () => {
  const { reelay, receiver } = stage;
  const first = await start(stage);
  await until(stage, first, ({ ackedBytes }) => ackedBytes > 0);
  const stopAll = 'function () { for (const recorder of this) if (recorder.state === "recording") recorder.stop(); }';
  await onOffscreenObjects(reelay, 'MediaRecorder', stopAll);
  const { current } = await reelay.inspector.waitFor(
    ({ current }) => current?.state === 'recording' && current.id !== first.recordingId,
    PATIENCE_MS,
  );
  expect(current?.title).toMatch(/ \(part 2\)$/);
  await vi.waitUntil(async () => (await receiver.session(first.sessionId)).state === 'complete', PATIENCE_MS);
  await expectIdentical(stage, first);

  const { id: sessionId, url: uploadUrl } = await receiver.mint();
  const second = { recordingId: current?.id ?? '', sessionId };
  await reelay.inspector.send('background/use-new-url', { id: second.recordingId, target: { uploadUrl } });
  await until(stage, second, ({ ackedBytes }) => ackedBytes > 500_000);
  await stopAndComplete(stage, second);
  await expectIdentical(stage, second);
  await expectPlays(stage, second, EXPECTED.tab);
});
