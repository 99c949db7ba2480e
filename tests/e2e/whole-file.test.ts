import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import { type FileServer, startFileServer } from './support/file-server.ts';
import { stopAndComplete, until, useStage } from './support/stage.ts';
import { isDisabled, waitForLine } from './support/upload-line.ts';

const FIELD = 'Upload URL';
const OLD = Buffer.from('What was there before.');
/** The popup asks 350 ms after the last keystroke. */
const LONG_AFTER_PASTING_MS = 1_000;

const stage = useStage();
let server: FileServer;

beforeAll(async () => {
  server = await startFileServer();
  return () => server[Symbol.asyncDispose]();
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
  await waitForLine(popup.page, FIELD, 'sent in one piece after you stop');
  await delay(LONG_AFTER_PASTING_MS);
  expect(server.file('signed')).toEqual(OLD);
  await popup.press('Start recording');
  const { current } = await stage.reelay.inspector.waitFor(({ current: now }) => now?.state === 'recording', 20_000);
  if (current === null) throw new Error('Nothing is recorded.');
  await popup.close();
  const running = { recordingId: current.id, sessionId: '' };
  await until(stage, running, ({ spooledBytes, link }) => spooledBytes > 400_000 && link.kind === 'after-stop');
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

  // Its server wouldn't tell that another recording would replace this one. A newer signature leads to the same file.
  const next = await stage.reelay.openPopup(stage.page);
  await next.fill({ uploadUrl: `${server.signedUrl('signed')}&newer`, source: 'tab' });
  await waitForLine(next.page, FIELD, 'This URL is for another recording’s file.');
  expect(await isDisabled(next.page, 'Start recording')).toBe(true);

  // Unless that is what you want.
  await next.page.locator('::-p-aria([name="Replace the earlier recording’s file"][role="switch"])').click();
  await waitForLine(next.page, FIELD, 'will be replaced');
  await next.press('Start recording');
  const again = await stage.reelay.inspector.waitFor(
    ({ current: now }) => now?.state === 'recording' && now.id !== current.id,
    20_000,
  );
  await next.close();
  const replacing = { recordingId: again.current?.id ?? '', sessionId: '' };
  await until(stage, replacing, ({ spooledBytes }) => spooledBytes > 400_000);
  await stopAndComplete(stage, replacing);
  await expectWhole(replacing.recordingId, 'signed');
});

test('what lies at an address already is not replaced', async () => {
  server.store('old', OLD);
  const popup = await stage.reelay.openPopup(stage.page);
  await popup.fill({ uploadUrl: server.plainUrl('old'), source: 'tab' });
  await waitForLine(popup.page, FIELD, 'There is already a file at this address.');
  expect(await isDisabled(popup.page, 'Start recording')).toBe(true);
  expect(server.file('old')).toEqual(OLD);
  await popup.close();
});
