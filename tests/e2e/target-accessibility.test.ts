import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { LIGHT_PAGE } from '../../dev/browser/light-load.ts';
import { paste } from '../../dev/browser/paste.ts';
import type { Popup } from '../../dev/browser/popup.ts';
import { type Receiver, startReceiver } from '../../dev/receiver/receiver.ts';
import { expectAccessible } from './support/axe.ts';
import { openStage, type Stage, start, stopAndComplete, until } from './support/stage.ts';
import { waitForLine } from './support/upload-line.ts';

declare const chrome: { permissions: { getAll: () => Promise<{ origins: string[] }> } };

const FIELD = 'Upload URL';

let stage: Stage;
/** Of another host than the page, and without CORS headers. */
let silent: Receiver;
let page: Page;

beforeAll(async () => {
  stage = await openStage();
  silent = await startReceiver({ cors: false });
  page = await stage.reelay.openPage(`http://localhost:${stage.receiver.port}${LIGHT_PAGE}`);
});

afterAll(async () => {
  await silent?.stop();
  await stage?.[Symbol.asyncDispose]();
});

async function withPopup(look: (popup: Popup) => Promise<void>): Promise<void> {
  const popup = await stage.reelay.openPopup(page);
  await look(popup);
  await popup.close();
}

describe('axe finds nothing in the popup, in light and dark colours', () => {
  test('with a URL that is ready, that is used, and that needs access', async () => {
    await withPopup(async (popup) => {
      const { url } = await stage.receiver.mint();
      await popup.fill({ uploadUrl: `${url}&expires=${Math.round(Date.now() / 1_000) + 300}`, source: 'tab' });
      await waitForLine(popup.page, FIELD, 'ready');
      await expectAccessible(popup.page);

      await fetch(url, { method: 'PUT', headers: { 'Content-Range': 'bytes 0-9/10' }, body: new Uint8Array(10) });
      await popup.fill({ uploadUrl: url, source: 'tab' });
      await waitForLine(popup.page, FIELD, 'There is a file at this address already.');
      await expectAccessible(popup.page);

      await popup.fill({ uploadUrl: (await silent.mint()).url, source: 'tab' });
      await waitForLine(popup.page, FIELD, 'does not let Reelay talk');
      await expectAccessible(popup.page);
    });
  });

  test('while an upload is replaced, given up or paused', async () => {
    const running = await start({ ...stage, page });
    await until(stage, running, ({ ackedBytes }) => ackedBytes > 0);
    await withPopup(async (popup) => {
      await popup.press('Use a new URL');
      await expectAccessible(popup.page);
      await popup.press('Keep current URL');
      await popup.press('Cancel upload');
      await expectAccessible(popup.page);
      await popup.press('Keep uploading');
      await popup.press('Pause upload');
      await until(stage, running, ({ link }) => link.kind === 'paused');
      await expectAccessible(popup.page);
      await popup.press('Resume upload');
    });
    await stopAndComplete({ ...stage, page }, running);
  });
});

describe('axe finds nothing in the settings, in light and dark colours', () => {
  test('with a minting endpoint that was tried, and a header that is wrong', async () => {
    const options = await stage.reelay.openPage(`chrome-extension://${stage.reelay.extension.id}/options.html`);
    const named = (name: string) => `::-p-aria([name="${name}"])`;
    await paste(options, named('Address'), silent.mintUrl);
    await options.locator(named('Try it')).click();
    await options.locator(named('Allow access to 127.0.0.1')).wait();
    await options.locator(named('Add a header')).click();
    await paste(options, named('Name of header 1'), 'Cookie');
    await expectAccessible(options);
    await options.close();
  });

  test('with servers that Reelay may talk to, however long their names are', async () => {
    const options = await stage.reelay.browser.newPage();
    await options.evaluateOnNewDocument(() => {
      const origins = ['https://upload.example/*', 'http://localhost/*', `https://${'long-'.repeat(12)}name.example/*`];
      chrome.permissions.getAll = async () => ({ origins });
    });
    await options.goto(`chrome-extension://${stage.reelay.extension.id}/options.html`);
    await options.waitForSelector('::-p-aria([name="Remove access to localhost (http)"])');
    await expectAccessible(options);
    await options.close();
  });
});
