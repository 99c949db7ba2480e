import { setTimeout as delay } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { playBack } from '../../../dev/demo/play-back.ts';
import { expectIdentical, useStage } from '../support/stage.ts';

/** How long the recorder runs before Stop. */
const RECORDED_MS = 1_500;
/** How much longer its encoder takes to open. */
const OPENING_MS = 2_000;
const PATIENCE_MS = 20_000;

/** Holds back what recorders say until `letGo()`, as on a busy machine: there, it takes an encoder seconds to open. */
const SLOW_ENCODER = `{
  const Real = MediaRecorder;
  const held = [];
  let isHeld = true;
  globalThis.MediaRecorder = class extends Real {
    constructor(...how) {
      super(...how);
      globalThis.madeAtMs = Date.now();
      const hold = (event) => {
        if (!isHeld || !event.isTrusted) return;
        event.stopImmediatePropagation();
        held.push(() => this.dispatchEvent(event.data ? new BlobEvent(event.type, event) : new Event(event.type)));
      };
      for (const name of ['start', 'dataavailable']) this.addEventListener(name, hold);
    }
  };
  globalThis.letGo = async () => {
    for (let say = held.shift(); say !== undefined; say = held.shift()) {
      say();
      await new Promise((resolve) => setTimeout(resolve));
    }
    isHeld = false;
    globalThis.MediaRecorder = Real;
  };
}`;
/** A camera that doesn't open. */
const NO_CAMERA = 'navigator.mediaDevices.getUserMedia = () => new Promise(() => undefined)';
const CAMERA_AGAIN = 'delete navigator.mediaDevices.getUserMedia';

const stage = useStage();

async function inOffscreenDocument(expression: string): Promise<unknown> {
  const target = await vi.waitUntil(() => stage.reelay.offscreenDocument(), PATIENCE_MS);
  const session = await target.createCDPSession();
  try {
    const { result } = await session.send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
    return result.value;
  } finally {
    await session.detach();
  }
}

/** Presses Start in the popup, and runs the script in the document that records before that. */
async function startWith(script: string, source: 'tab' | 'tabCamera') {
  const { reelay, receiver, page } = stage;
  const { id: sessionId, url: uploadUrl } = await receiver.mint();
  const popup = await reelay.openPopup(page);
  await popup.fill({ uploadUrl, source, microphone: false });
  await inOffscreenDocument(script);
  await popup.press('Start recording');
  const { current } = await reelay.inspector.waitFor(({ current: now }) => now?.state === 'preparing', PATIENCE_MS);
  if (current === null) throw new Error('Nothing is being prepared.');
  return { popup, recordingId: current.id, sessionId };
}

test('a recording that is stopped while its encoder opens is as long as it was then', async () => {
  const { reelay, receiver } = stage;
  const { popup, ...running } = await startWith(SLOW_ENCODER, 'tab');
  const madeAtMs = Number(await vi.waitUntil(() => inOffscreenDocument('globalThis.madeAtMs'), PATIENCE_MS));
  await delay(RECORDED_MS);
  const stoppedAfterMs = Date.now() - madeAtMs;
  const stopping = reelay.inspector.send('background/stop', { id: running.recordingId });
  await delay(OPENING_MS);
  expect((await reelay.inspector.look()).current).toMatchObject({ state: 'preparing', isStopping: true });
  await inOffscreenDocument('letGo()');
  await stopping;
  const { elapsed, problem } = await reelay.waitForComplete(running.recordingId, PATIENCE_MS);
  expect(problem).toBeNull();
  await popup.close();
  await expectIdentical(stage, running);
  const { durationSeconds } = await playBack(reelay.browser, receiver.origin, `/uploads/${running.sessionId}/file`);
  for (const lengthMs of [elapsed.recordedMs, durationSeconds * 1_000]) {
    expect(lengthMs).toBeGreaterThan(stoppedAfterMs - 500);
    expect(lengthMs).toBeLessThan(stoppedAfterMs + 0.5 * OPENING_MS);
  }
});

test('a start that is stopped before there is anything to record is cancelled, and nothing of it is shown', async () => {
  const { inspector } = stage.reelay;
  const { popup, recordingId, sessionId } = await startWith(NO_CAMERA, 'tabCamera');
  await inspector.send('background/stop', { id: recordingId });
  await inOffscreenDocument(CAMERA_AGAIN);
  const { current, others } = await inspector.look();
  expect([current, ...others].map((recording) => recording?.id)).not.toContain(recordingId);
  expect(await stage.receiver.session(sessionId)).toMatchObject({ size: 0 });
  // It shows what was there before.
  await vi.waitUntil(async () => /^(Ready|Complete)/.test(await popup.status()), PATIENCE_MS);
  await popup.close();
});
