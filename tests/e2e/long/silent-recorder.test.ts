import { setTimeout as delay } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { idsIn } from '../../../lib/recording/message.ts';
import type { RecordingSnapshot } from '../../../lib/recording/snapshot.ts';
import { onOffscreenObjects } from '../support/offscreen-objects.ts';
import {
  EXPECTED,
  expectIdentical,
  expectPlays,
  type Running,
  start,
  stopAndComplete,
  until,
  useStage,
} from '../support/stage.ts';

/** The recording ends, and is uploaded, within seconds. */
const PATIENCE_MS = 20_000;

const stage = useStage();

/** A recording whose recorders are all told this behind the extension's back. Resolves to its next part, which has no URL yet. */
async function continuedAfter(order: 'pause' | 'stop'): Promise<RecordingSnapshot> {
  const first = await start(stage);
  await until(stage, first, ({ ackedBytes }) => ackedBytes > 0);
  await tellRecorders(order);
  return await continuationOf(first);
}

async function tellRecorders(order: 'pause' | 'stop'): Promise<void> {
  const tellAll = `function () { for (const recorder of this) if (recorder.state !== 'inactive') recorder.${order}(); }`;
  await onOffscreenObjects(stage.reelay, 'MediaRecorder', tellAll);
}

async function continuationOf(first: Running): Promise<RecordingSnapshot> {
  const { reelay, receiver } = stage;
  const { current } = await reelay.inspector.waitFor(
    ({ current }) =>
      current?.state === 'recording' &&
      current.link.kind === 'blocked' &&
      idsIn(current.warning).some((id) => id.startsWith('recorder.continues')),
    60_000,
  );
  if (current === null) throw new Error('Nothing is recorded.');
  expect(current.title).toMatch(/ \(part 2\)$/);
  // A complete recording that isn't the one in progress leaves the Snapshot.
  await vi.waitUntil(async () => (await receiver.session(first.sessionId)).state === 'complete', PATIENCE_MS);
  await expectIdentical(stage, first);
  return current;
}

/** Gives it a URL, and records some more. */
async function recordToItsEnd({ id: recordingId }: RecordingSnapshot): Promise<void> {
  const { id: sessionId, url: uploadUrl } = await stage.receiver.mint();
  const running = { recordingId, sessionId };
  await stage.reelay.inspector.send('background/use-new-url', { id: recordingId, target: { uploadUrl } });
  await until(stage, running, ({ ackedBytes }) => ackedBytes > 500_000);
  await stopAndComplete(stage, running);
  await expectIdentical(stage, running);
  await expectPlays(stage, running, EXPECTED.tab);
}

test('a recorder that falls silent is replaced: the recording continues as part 2, which waits for a URL of its own', async () => {
  // The browser's own way to stop delivering anything for good.
  await recordToItsEnd(await continuedAfter('pause'));
});

test('a recorder that the browser stops is replaced at once', async () => {
  const beganMs = Date.now();
  const next = await continuedAfter('stop');
  // A silent one is waited for.
  expect(next.startedAtMs - beganMs).toBeLessThan(20_000);
  await recordToItsEnd(next);
});

test('a recorder that the browser stops in a pause is replaced when the person resumes: nothing of the pause is recorded', async () => {
  const { inspector } = stage.reelay;
  const first = await start(stage);
  const id = first.recordingId;
  await until(stage, first, ({ ackedBytes }) => ackedBytes > 0);
  await inspector.send('background/pause', { id });
  await tellRecorders('stop');
  await delay(3_000);
  expect((await inspector.look()).current).toMatchObject({ id, state: 'paused' });
  const resumedAtMs = Date.now();
  await inspector.send('background/resume', { id });
  const next = await continuationOf(first);
  expect(next.startedAtMs).toBeGreaterThanOrEqual(resumedAtMs);
  await recordToItsEnd(next);
});
