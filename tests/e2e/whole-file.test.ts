import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FileServer, startFileServer } from './support/file-server.ts';
import { openStage, type Stage, stopAndComplete, until } from './support/stage.ts';
import { isDisabled, waitForLine } from './support/upload-line.ts';

const FIELD = 'Upload URL';
const OLD = Buffer.from('What was there before.');
/** The popup asks 350 ms after the last key. */
const LONG_AFTER_PASTING_MS = 2_000;

let stage: Stage;
let server: FileServer;

beforeAll(async () => {
  stage = await openStage();
  server = await startFileServer();
});

afterAll(async () => {
  await server?.[Symbol.asyncDispose]();
  await stage?.[Symbol.asyncDispose]();
});

async function expectWhole(recordingId: string, name: string): Promise<void> {
  const { bytes, sha256 } = await stage.reelay.inspector.digestSpool(recordingId);
  const file = server.file(name);
  expect(file?.length).toBe(bytes);
  expect(
    createHash('sha256')
      .update(file ?? '')
      .digest('hex'),
  ).toBe(sha256);
}

test('a signed URL is not touched before Stop, and then gets the whole recording, also after a break', async () => {
  server.store('signed', OLD);
  const popup = await stage.reelay.openPopup(stage.page);
  await popup.fill({ uploadUrl: server.signedUrl('signed'), source: 'tab' });
  await waitForLine(popup.page, FIELD, 'sent after Stop, in one piece');
  await delay(LONG_AFTER_PASTING_MS);
  expect(server.file('signed')).toEqual(OLD);
  await popup.press('Start recording');
  const { current } = await stage.reelay.inspector.waitFor(({ current: now }) => now?.state === 'recording', 20_000);
  if (current === null) throw new Error('Nothing is recorded.');
  await popup.close();
  const running = { recordingId: current.id, sessionId: '' };
  await until(stage, running, ({ spooledBytes, link }) => spooledBytes > 700_000 && link.kind === 'after-stop');
  expect(server.file('signed')).toEqual(OLD);
  expect(server.requests.filter(({ method }) => method !== 'HEAD')).toEqual([]);

  server.cutNextAfter(300_000);
  await stopAndComplete(stage, running);
  await expectWhole(running.recordingId, 'signed');
  const puts = server.requests.filter(({ method }) => method === 'PUT');
  expect(puts).toEqual([
    { method: 'PUT', contentRange: null, bytes: null },
    { method: 'PUT', contentRange: null, bytes: server.file('signed')?.length },
  ]);
});

test('what was sent but not confirmed is sent again by Try again, and only then complete', async () => {
  const uploadUrl = server.signedUrl('vague');
  const { id: recordingId } = await stage.reelay.startRecording(stage.page, { uploadUrl, source: 'tab' });
  await until(stage, { recordingId, sessionId: '' }, ({ spooledBytes }) => spooledBytes > 100_000);
  server.loseNextWithThanks();
  const { popup } = await stage.reelay.stopRecording(stage.page);
  expect(await popup.waitForStatus('Sent, not confirmed')).toContain('Sent, not confirmed');
  expect(server.file('vague')).toBeNull();
  await popup.press('Try again');
  await stage.reelay.inspector.waitFor(
    ({ current, others }) => [current, ...others].some((one) => one?.id === recordingId && one.state === 'complete'),
    20_000,
  );
  await expectWhole(recordingId, 'vague');
  await popup.close();
});

test('an address that shows nothing gets pieces, and the whole file when it took one for a file', async () => {
  const before = server.requests.length;
  const uploadUrl = server.plainUrl('plain');
  const { id: recordingId } = await stage.reelay.startRecording(stage.page, { uploadUrl, source: 'tab' });
  const running = { recordingId, sessionId: '' };
  await until(stage, running, ({ link }) => link.kind === 'after-stop');
  await stopAndComplete(stage, running);
  await expectWhole(recordingId, 'plain');
  const puts = server.requests.slice(before).filter(({ method }) => method === 'PUT');
  expect(puts.map(({ contentRange }) => contentRange)).toEqual([expect.stringMatching(/^bytes 0-\d+\/\*$/), null]);
  expect(puts.filter(({ bytes }) => bytes === 0)).toEqual([]);
});

test('what lies at an address already is not replaced', async () => {
  server.store('old', OLD);
  const popup = await stage.reelay.openPopup(stage.page);
  await popup.fill({ uploadUrl: server.plainUrl('old'), source: 'tab' });
  await waitForLine(popup.page, FIELD, 'There is a file at this address already.');
  expect(await isDisabled(popup.page, 'Start recording')).toBe(true);
  expect(server.file('old')).toEqual(OLD);
  await popup.close();
});
