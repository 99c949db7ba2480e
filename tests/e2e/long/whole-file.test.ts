import { createHash } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { type FileServer, startFileServer } from '../support/file-server.ts';
import { stopAndComplete, until, useStage } from '../support/stage.ts';

const stage = useStage();
let server: FileServer;

beforeAll(async () => {
  server = await startFileServer();
  return () => server[Symbol.asyncDispose]();
});

async function expectWhole(recordingId: string, name: string): Promise<void> {
  const { bytes, sha256 } = await stage.reelay.inspector.digestSpool(recordingId);
  const file = server.file(name) ?? Buffer.of();
  expect(file.length).toBe(bytes);
  expect(createHash('sha256').update(file).digest('hex')).toBe(sha256);
}

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
