import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildExtension } from '../../dev/browser/build-extension.ts';
import { LIGHT_FLAGS } from '../../dev/browser/light-load.ts';
import { Reelay } from '../../dev/browser/reelay.ts';
import { playBack } from '../../dev/demo/play-back.ts';
import { writeBursts } from '../../dev/pages/wav.ts';
import { startReceiver } from '../../dev/receiver/receiver.ts';
import { expectIdentical, QUICK_SETTINGS, type Stage, stopAndComplete, until } from './support/stage.ts';

const TAB_HZ = 440;
const MICROPHONE_HZ = 1_000;
const RECORDED_MS = 4_000;

let stage: Stage;
beforeAll(async () => {
  const stack = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), 'reelay-microphone-'));
  stack.defer(() => rm(directory, { recursive: true, force: true }));
  const soundPath = join(directory, 'bursts.wav');
  await writeBursts(soundPath, MICROPHONE_HZ);
  const receiver = stack.use(await startReceiver());
  const reelay = stack.use(
    await Reelay.launch({ extensionDirectory: buildExtension(), soundPath, flags: LIGHT_FLAGS }),
  );
  await reelay.inspector.setSettings(QUICK_SETTINGS);
  const page = await reelay.openPage(`${receiver.origin}/pages/frame-counter.html`);
  stage = { reelay, receiver, page, [Symbol.asyncDispose]: () => stack.disposeAsync() };
});
afterAll(() => stage[Symbol.asyncDispose]());

/** The tones in a recording of the tab. */
async function tonesRecorded(microphone: boolean): Promise<readonly number[]> {
  const { reelay, receiver, page } = stage;
  const { id: sessionId, url: uploadUrl } = await receiver.mint();
  const { id: recordingId } = await reelay.startRecording(page, { uploadUrl, source: 'tab', microphone });
  const running = { recordingId, sessionId };
  await until(stage, running, ({ elapsed }) => Date.now() - (elapsed.runningSinceMs ?? Date.now()) > RECORDED_MS);
  await stopAndComplete(stage, running);
  await expectIdentical(stage, running);
  const { audio } = await playBack(reelay.browser, receiver.origin, `/uploads/${sessionId}/file`);
  return audio?.tonesHz ?? [];
}

const near = (hz: number) => (tone: number) => Math.abs(tone - hz) <= 20;

test('the microphone is mixed into the sound of the tab when it is wanted, and only then', async () => {
  const both = await tonesRecorded(true);
  expect({ tab: both.some(near(TAB_HZ)), microphone: both.some(near(MICROPHONE_HZ)), both }).toMatchObject({
    tab: true,
    microphone: true,
  });
  const tabAlone = await tonesRecorded(false);
  expect(tabAlone.every(near(TAB_HZ))).toBe(true);
  expect(tabAlone).not.toEqual([]);
});
