import type { Page } from 'puppeteer-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { LIGHT_PAGE } from '../../dev/browser/light-load.ts';
import { paste } from '../../dev/browser/paste.ts';
import { type Receiver, startReceiver } from '../../dev/receiver/receiver.ts';
import { EMPTY_SNAPSHOT, type RecordingSnapshot } from '../../lib/recording/snapshot.ts';
import { aRecording } from '../support/a-recording.ts';
import { expectAccessible } from './support/axe.ts';
import { useStage } from './support/stage.ts';
import { waitForLine } from './support/upload-line.ts';

declare const chrome: { permissions: { getAll: () => Promise<{ origins: string[] }> } };

const FIELD = 'Upload URL';
const ID = 'b6f1c2c4-9a77-4a52-8f0c-0d8e8b0a1f11';

const stage = useStage();
/** On another host than the page, and without CORS headers. */
let silent: Receiver;
let page: Page;

beforeAll(async () => {
  silent = await startReceiver({ cors: false });
  page = await stage.reelay.openPage(`http://localhost:${stage.receiver.port}${LIGHT_PAGE}`);
  return () => silent.stop();
});

describe('axe finds nothing in the popup, in light and dark colors', () => {
  test('before a recording, with the log open', async () => {
    const popup = await stage.reelay.openPopup(page);
    await popup.press('Log');
    await expectAccessible(popup.page);
    await popup.press('Log');
    await popup.close();
  });

  test('with a URL that is ready, that is used, and that needs access', async () => {
    const popup = await stage.reelay.openPopup(page);
    const { url } = await stage.receiver.mint();
    await popup.fill({ uploadUrl: `${url}&expires=${Math.round(Date.now() / 1_000) + 300}`, source: 'tab' });
    await waitForLine(popup.page, FIELD, 'ready');
    await expectAccessible(popup.page);

    await fetch(url, { method: 'PUT', headers: { 'Content-Range': 'bytes 0-9/10' }, body: new Uint8Array(10) });
    await popup.fill({ uploadUrl: url, source: 'tab' });
    await waitForLine(popup.page, FIELD, 'There is already a file at this address.');
    await expectAccessible(popup.page);

    await popup.fill({ uploadUrl: (await silent.mint()).url, source: 'tab' });
    await waitForLine(popup.page, FIELD, 'doesn’t let Reelay reach');
    await expectAccessible(popup.page);
    await popup.close();
  });

  test('while recording, while an upload is replaced, given up or paused, and when it is complete', async () => {
    // Stands in for the offscreen document's reports; there is no such document.
    const report = async (changes: Partial<RecordingSnapshot>) => {
      const current = aRecording({ id: ID, spooledBytes: 900_000, ...changes });
      await stage.reelay.inspector.send('background/snapshot', { current, others: [] });
    };
    // The document that the last popup had prepared would answer for the recording.
    await expect.poll(() => stage.reelay.offscreenDocument()).toBeUndefined();
    await report({ link: { kind: 'sending' }, ackedBytes: 400_000, sentPerSecond: [1, 200_000] });
    const popup = await stage.reelay.openPopup(page);
    await popup.waitForStatus('Recording');
    await popup.press('Use a new URL');
    await expectAccessible(popup.page);
    await popup.press('Keep current URL');
    await popup.press('Cancel upload');
    await expectAccessible(popup.page);
    await popup.press('Keep uploading');
    await report({ link: { kind: 'paused' } });
    await popup.page.waitForSelector('::-p-aria([name="Resume upload"][role="button"])');
    await expectAccessible(popup.page);
    const bytes = { sealedBytes: 900_000, ackedBytes: 900_000, sentBytes: 900_000 };
    await report({ state: 'complete', ...bytes, elapsed: { recordedMs: 5_000, runningSinceMs: null } });
    await popup.waitForStatus('Complete');
    await expectAccessible(popup.page);
    await popup.close();
    await stage.reelay.inspector.send('background/snapshot', EMPTY_SNAPSHOT);
  });
});

test('axe finds nothing in the settings: a minting endpoint that was tried, a wrong header, servers with long names', async () => {
  const options = await stage.reelay.browser.newPage();
  await options.evaluateOnNewDocument(() => {
    const origins = ['https://upload.example/*', 'http://localhost/*', `https://${'long-'.repeat(12)}name.example/*`];
    chrome.permissions.getAll = async () => ({ origins });
  });
  await options.goto(`chrome-extension://${stage.reelay.extension.id}/options.html`);
  const named = (name: string) => `::-p-aria([name="${name}"])`;
  await options.waitForSelector(named('Remove access to localhost (http)'));
  await paste(options, named('Address'), silent.mintUrl);
  await options.locator(named('Try it')).click();
  await options.locator(named('Allow access to 127.0.0.1')).wait();
  await options.locator(named('Add a header')).click();
  await paste(options, named('Name of header 1'), 'Cookie');
  await expectAccessible(options);
  await options.close();
});
