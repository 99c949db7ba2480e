import { expect, test } from 'vitest';
import { CHUNK_UNIT_BYTES, MIB } from '../../../lib/base/byte-units.ts';
import { describeUrl } from '../../../lib/upload/url/upload-url.ts';
import { textOf, useNewUrl } from '../support/new-url.ts';
import { expectIdentical, QUICK_SETTINGS, start, stopAndComplete, until, useStage } from '../support/stage.ts';
import { waitForLine } from '../support/upload-line.ts';

const FIELD = 'Upload URL';
const PATIENCE_MS = 15_000;

/** The part of the extension APIs used in its page. */
declare const chrome: { readonly storage: { readonly local: { set(values: Record<string, unknown>): Promise<void> } } };

const stage = useStage();

test('a minting endpoint gives a new URL in the middle when none is pasted', async () => {
  const { reelay, receiver, page } = stage;
  const endpoint = (minting: unknown) =>
    reelay.inspector.page.evaluate((value) => chrome.storage.local.set({ minting: value }), minting);
  await endpoint({ endpoint: receiver.mintUrl, headers: {} });
  const first = await start(stage);
  await until(stage, first, ({ ackedBytes }) => ackedBytes > 0);
  const popup = await reelay.openPopup(page);
  await popup.press('Use a new URL');
  await waitForLine(popup.page, 'New upload URL', 'Leave this empty to get a URL from 127.0.0.1.');
  await popup.press('Use this URL');
  await expect.poll(() => receiver.sessionIds().length).toBe(2);
  await popup.close();
  const sessionId = receiver.sessionIds().find((id) => id !== first.sessionId) ?? '';
  await stopAndComplete(stage, { ...first, sessionId });
  await expectIdentical(stage, { ...first, sessionId });
  await endpoint(null);
});

test('a new URL takes the whole recording over in the middle, and the old URL is never touched again', async () => {
  const [running, fresh] = [await start(stage), await stage.receiver.mint()];
  const old = () => stage.receiver.session(running.sessionId);
  await until(stage, running, ({ ackedBytes }) => ackedBytes > 0);
  await useNewUrl(stage, fresh.url);
  await until(stage, running, (now) => now.ackedBytes > 0 && now.targetLabel === describeUrl(fresh.url));
  const touched = (await old()).requests.length;
  await stopAndComplete(stage, running);
  await expectIdentical(stage, { ...running, sessionId: fresh.id });
  expect((await old()).requests).toHaveLength(touched);
});

test('a new URL takes the whole recording over after Stop, when the first one was refused', async () => {
  const { reelay, receiver, page } = stage;
  const [running, fresh] = [await start(stage), await receiver.mint()];
  await until(stage, running, ({ ackedBytes }) => ackedBytes > 0);
  receiver.addFault({ on: { sessionId: running.sessionId }, times: 99, do: { status: 410 } });
  const { popup } = await reelay.stopRecording(page);
  await popup.waitForStatus('Needs attention');
  await popup.close();
  const touched = (await receiver.session(running.sessionId)).requests.length;
  await useNewUrl(stage, fresh.url);
  await reelay.waitForComplete(running.recordingId, PATIENCE_MS);
  await expectIdentical(stage, { ...running, sessionId: fresh.id });
  expect((await receiver.session(running.sessionId)).requests).toHaveLength(touched);
});

test('an upload is paused and resumed apart from the recording', async () => {
  const { reelay, receiver, page } = stage;
  const running = await start(stage);
  await until(stage, running, ({ ackedBytes }) => ackedBytes > 0);
  const popup = await reelay.openPopup(page);
  await popup.press('Pause upload');
  const paused = await until(stage, running, ({ link }) => link.kind === 'paused');
  const { size } = await receiver.session(running.sessionId);
  // Enough for more than a chunk.
  const more = 2 * QUICK_SETTINGS.chunkBytes;
  await until(stage, running, ({ spooledBytes }) => spooledBytes > paused.spooledBytes + more);
  expect((await receiver.session(running.sessionId)).size).toBe(size);
  expect(await popup.notices()).toContain('You paused the upload.');
  await popup.press('Resume upload');
  await until(stage, running, ({ ackedBytes }) => ackedBytes > size);
  await popup.close();
  await stopAndComplete(stage, running);
  await expectIdentical(stage, running);
});

test('an upload that is cancelled is given up at the server, and its file is kept', async () => {
  const { reelay, receiver, page } = stage;
  const running = await start(stage);
  const session = () => receiver.session(running.sessionId);
  await until(stage, running, ({ ackedBytes }) => ackedBytes > 0);
  const popup = await reelay.openPopup(page);
  await popup.press('Cancel upload');
  await popup.press('Keep uploading');
  expect((await session()).state).toBe('open');
  await popup.press('Cancel upload');
  await popup.press('Cancel the upload');
  await until(stage, running, ({ link }) => link.kind === 'blocked');
  await expect.poll(async () => (await session()).state).toBe('cancelled');
  expect((await session()).requests.at(-1)).toMatchObject({ method: 'DELETE' });
  expect(await popup.notices()).toContain('You canceled the upload. The recording is still here');
  await popup.press('Stop recording');
  const stopped = await until(stage, running, ({ state }) => state === 'blocked');
  await popup.close();
  const { bytes } = await reelay.inspector.digestSpool(running.recordingId);
  expect(bytes).toBe(stopped.spooledBytes);
  expect(bytes).toBeGreaterThan(QUICK_SETTINGS.chunkBytes);
});

test('an upload is never joined by another recording at its URL', async () => {
  const { reelay, receiver, page } = stage;
  const { id: sessionId, url: uploadUrl } = await receiver.mint();
  receiver.addFault({ on: { sessionId, kind: 'last' }, do: { hangMs: Number.POSITIVE_INFINITY } });
  // Nothing is sent before the last request, so the server considers the URL unused.
  await reelay.inspector.setSettings({ ...QUICK_SETTINGS, chunkBytes: 64 * MIB });
  const { id: recordingId } = await reelay.startRecording(page, { uploadUrl, source: 'tab' });
  const running = { recordingId, sessionId };
  await until(stage, running, ({ spooledBytes }) => spooledBytes > CHUNK_UNIT_BYTES);
  await (await reelay.stopRecording(page)).popup.close();
  await until(stage, running, ({ link, state }) => state === 'finishing' && link.kind === 'sending');

  const popup = await reelay.openPopup(page);
  await popup.fill({ uploadUrl, source: 'tab' });
  await waitForLine(popup.page, FIELD, 'A recording is being sent to this URL now.');
  await popup.press('Start recording');
  await textOf(popup.page, 'Another recording is being uploaded to this URL.');
  // It stays in the field for correction.
  await waitForLine(popup.page, FIELD, 'A recording is being sent to this URL now.');
  await popup.close();
  expect(reelay.inspector.snapshot.current?.id).toBe(recordingId);
  await receiver.pauseNetwork();
  await receiver.resumeNetwork();
  await reelay.waitForComplete(recordingId, PATIENCE_MS);
  await expectIdentical(stage, running);
});
