import { createHash } from 'node:crypto';
import type { Page } from 'puppeteer-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildExtension } from '../../dev/browser/build-extension.ts';
import { Reelay } from '../../dev/browser/reelay.ts';
import { type Receiver, startReceiver } from '../../dev/receiver/receiver.ts';
import { expectAccessible } from './support/axe.ts';
import { expectIdentical, QUICK_SETTINGS, stopAndComplete, until } from './support/stage.ts';

declare const chrome: {
  storage: { session: { get(key: string): Promise<Record<string, unknown>>; set(values: object): Promise<void> } };
};

const PATIENCE_MS = 20_000;

let reelay: Reelay;
let receiver: Receiver;
let page: Page;

beforeEach(async () => {
  receiver = await startReceiver();
  reelay = await Reelay.launch({ extensionDirectory: buildExtension(), asksForDevices: true });
  await reelay.inspector.setSettings(QUICK_SETTINGS);
  page = await reelay.openPage(`${receiver.origin}/pages/frame-counter.html`);
});

afterEach(async () => {
  await reelay.close();
  await receiver.stop();
});

/** Presses Start for the camera, and resolves to the page that asks for it. */
async function startAndBeAsked(uploadUrl: string): Promise<Page> {
  const popup = await reelay.openPopup(page);
  await popup.fill({ uploadUrl, source: 'camera', microphone: true });
  const asked = reelay.browser.waitForTarget((target) => target.url().includes('/permission.html'));
  await popup.press('Start recording');
  const asking = await (await asked).asPage();
  // The browser does so by itself, unless a driver looks into it.
  await popup.close();
  await asking.waitForSelector('::-p-text(Reelay needs your camera and microphone)');
  return asking;
}

test('a start that is refused after the permission was given is reported by a notification, and on the page that asked', async () => {
  const { id: otherId, url: uploadUrl } = await receiver.mint();
  const asking = await startAndBeAsked(uploadUrl);
  // Another upload takes its URL meanwhile.
  const lock = `reelay:upload:${createHash('sha256').update(uploadUrl).digest('hex')}`;
  await reelay.inspector.page.evaluate((name) => {
    void navigator.locks.request(name, () => new Promise(() => undefined));
  }, lock);
  const origin = `chrome-extension://${reelay.extension.id}`;
  await reelay.browser.defaultBrowserContext().overridePermissions(origin, ['camera', 'microphone']);
  await asking.locator('::-p-aria([name="Allow camera and microphone"][role="button"])').click();
  await expect.poll(() => reelay.inspector.notifications(), { timeout: PATIENCE_MS }).toEqual(['start-refused']);
  await asking.waitForSelector('::-p-text(Another recording is being uploaded to this URL)');
  expect((await receiver.session(otherId)).size).toBe(0);
});

test('a start that needs the camera asks in a page of its own, and goes on by itself when it is allowed', async () => {
  const { id: sessionId, url: uploadUrl } = await receiver.mint();
  const asking = await startAndBeAsked(uploadUrl);
  // What the person decides in the browser's own dialog.
  const origin = `chrome-extension://${reelay.extension.id}`;
  await reelay.browser.defaultBrowserContext().overridePermissions(origin, ['camera', 'microphone']);
  const closed = new Promise((resolve) => asking.once('close', resolve));
  await asking.locator('::-p-aria([name="Allow camera and microphone"][role="button"])').click();
  const { current } = await reelay.inspector.waitFor(
    (snapshot) => snapshot.current?.state === 'recording',
    PATIENCE_MS,
  );
  expect(current?.source).toBe('camera');
  // A browser that has just been installed has no icon of an extension in its toolbar.
  await expect.poll(() => reelay.inspector.notifications(), { timeout: PATIENCE_MS }).toEqual(['recording-started']);
  const running = { recordingId: current?.id ?? '', sessionId };
  const stage = { reelay, receiver, page, [Symbol.asyncDispose]: async () => undefined };
  await until(stage, running, ({ ackedBytes }) => ackedBytes > 0);
  // A permission for this time would end with the page.
  await asking.waitForSelector('::-p-text(Keep this window open while you record)');
  await stopAndComplete(stage, running);
  await closed;
  await expectIdentical(stage, running);
  expect(await reelay.inspector.notifications()).toEqual([]);
});

test('a permission that comes ten minutes after Start starts nothing, and the page says so', async () => {
  const { url: uploadUrl } = await receiver.mint();
  const asking = await startAndBeAsked(uploadUrl);
  await reelay.inspector.page.evaluate(async (waitedMs) => {
    const { 'pending-start': pending } = (await chrome.storage.session.get('pending-start')) as {
      'pending-start': { atMs: number };
    };
    await chrome.storage.session.set({ 'pending-start': { ...pending, atMs: pending.atMs - waitedMs } });
  }, 10 * 60_000);
  const origin = `chrome-extension://${reelay.extension.id}`;
  await reelay.browser.defaultBrowserContext().overridePermissions(origin, ['camera', 'microphone']);
  await asking.locator('::-p-aria([name="Allow camera and microphone"][role="button"])').click();
  await asking.waitForSelector('::-p-text(This start has expired)');
  await expectAccessible(asking);
  expect(reelay.inspector.snapshot.current).toBeNull();
});

test('a permission that the browser takes away while it records is named, and what was recorded arrives', async () => {
  const { url: uploadUrl } = await receiver.mint();
  const asking = await startAndBeAsked(uploadUrl);
  const context = reelay.browser.defaultBrowserContext();
  await context.overridePermissions(`chrome-extension://${reelay.extension.id}`, ['camera', 'microphone']);
  await asking.locator('::-p-aria([name="Allow camera and microphone"][role="button"])').click();
  const { current } = await reelay.inspector.waitFor(
    (snapshot) => (snapshot.current?.ackedBytes ?? 0) > 0,
    PATIENCE_MS,
  );
  await context.clearPermissionOverrides();
  const { problem } = await reelay.waitForComplete(current?.id ?? '', PATIENCE_MS);
  expect(problem).toContain('The browser took away the permission for the camera, so the recording ended there.');
});
