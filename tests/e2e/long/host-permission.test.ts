import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { buildExtension } from '../../../dev/browser/build-extension.ts';
import { LIGHT_FLAGS, LIGHT_PAGE } from '../../../dev/browser/light-load.ts';
import type { Popup } from '../../../dev/browser/popup.ts';
import { Reelay } from '../../../dev/browser/reelay.ts';
import { type Receiver, type ReceiverOptions, startReceiver } from '../../../dev/receiver/receiver.ts';
import { hasButton, isDisabled, waitForLine } from '../support/upload-line.ts';
import { openDisplay, type VirtualDisplay, whyNoDisplay } from '../support/virtual-display.ts';

const UNIT_BYTES = 256 * 1024;
const FIELD = 'Upload URL';
const ALLOW = 'Allow access to 127.0.0.1';
/** How long the browser's dialog takes to appear and grab the keyboard, or to go away, generously. */
const DIALOG_MS = 1_500;
/** Longer than it takes to request access. */
const LONG_WAIT_MS = 10_000;

/** The part of the extension APIs used in the service worker. */
declare const chrome: {
  readonly permissions: {
    contains(permissions: { origins: string[] }): Promise<boolean>;
  };
};

const reason = whyNoDisplay();
if (reason !== null) console.warn(`The browser’s own dialog cannot be tested here. ${reason}`);

describe.skipIf(reason !== null)('a server that the browser keeps Reelay from', () => {
  let display: VirtualDisplay;
  let reelay: Reelay;
  let receiver: Receiver;
  let page: Page;

  beforeAll(async () => {
    display = await openDisplay();
  });

  afterEach(async () => {
    await reelay.close();
    await receiver.stop();
  });

  afterAll(async () => {
    await display?.[Symbol.asyncDispose]();
  });

  /**
   * Each test gets its own browser: once access was granted, even if it's removed again, the browser grants it without
   * a dialog.
   */
  async function open(options: ReceiverOptions): Promise<void> {
    receiver = await startReceiver(options);
    reelay = await Reelay.launch({ extensionDirectory: buildExtension(), headed: true, flags: LIGHT_FLAGS });
    // After the first failure it waits for 15 s or more, and says how long.
    await reelay.inspector.setSettings({ chunkBytes: UNIT_BYTES, maxRetries: 0 });
    // On another host than the upload URL: clicking the icon gives access to the page's own host for a while.
    page = await reelay.openPage(`http://localhost:${receiver.port}${LIGHT_PAGE}`);
  }

  async function isAllowed(): Promise<boolean> {
    const worker = await reelay.serviceWorker()?.worker();
    if (worker === undefined || worker === null) throw new Error('The service worker sleeps.');
    return await worker.evaluate(() => chrome.permissions.contains({ origins: ['http://127.0.0.1/*'] }));
  }

  /** Clicks the button and answers the browser's dialog, which closes the popup. "Deny" has the initial focus. */
  async function ask(popup: Popup, answer: 'yes' | 'no'): Promise<void> {
    await popup.press(ALLOW);
    await expect.poll(() => popup.page.isClosed(), { timeout: 5_000 }).toBe(true);
    await delay(DIALOG_MS);
    display.press(...(answer === 'yes' ? ['Tab', 'Return'] : ['Escape']));
    // A denied dialog leaves no visible trace.
    if (answer === 'yes') await expect.poll(isAllowed, { timeout: 5_000 }).toBe(true);
    else await delay(DIALOG_MS);
  }

  /** Removes the access in the settings, which list it with its last use. */
  async function giveBack(): Promise<void> {
    const settings = await reelay.openPage(`chrome-extension://${reelay.extension.id}/options.html`);
    const row = await settings.waitForSelector('::-p-text(127.0.0.1 (http))');
    expect(await row?.evaluate((name) => name.parentElement?.textContent)).toContain('Used in the last 24 hours');
    await settings.locator('::-p-aria([name="Remove access to 127.0.0.1 (http)"])').click();
    await settings.waitForSelector('::-p-text(Most upload servers don’t need permission)');
    expect(await isAllowed()).toBe(false);
    await settings.close();
  }

  async function finishAndCompare(recordingId: string, sessionId: string): Promise<void> {
    await reelay.inspector.waitFor(({ current }) => (current?.ackedBytes ?? 0) > UNIT_BYTES, 15_000);
    const { popup } = await reelay.stopRecording(page);
    await reelay.waitForComplete(recordingId, 15_000);
    await popup.close();
    const { bytes, sha256 } = await reelay.inspector.digestSpool(recordingId);
    expect(await receiver.session(sessionId)).toMatchObject({ state: 'complete', size: bytes, sha256, journal: [] });
  }

  it('sends no CORS headers: when you allow access, everything arrives', async () => {
    const line = 'doesn’t let Reelay reach this server yet';
    await open({ cors: false });
    const { id, url } = await receiver.mint();
    const popup = await reelay.openPopup(page);
    await popup.fill({ uploadUrl: url, source: 'tab' });
    await waitForLine(popup.page, FIELD, line);
    expect(await isDisabled(popup.page, 'Start recording')).toBe(false);
    await ask(popup, 'yes');

    // The popup remembers the URL, and finds that it's ready.
    const again = await reelay.openPopup(page);
    await waitForLine(again.page, FIELD, '✓ ready');
    expect(await hasButton(again.page, ALLOW)).toBe(false);
    await again.close();
    const { id: recordingId } = await reelay.startRecording(page, { uploadUrl: url, source: 'tab' });
    await finishAndCompare(recordingId, id);
    await giveBack();
  });

  it('is refused: the recording is kept, and sent as soon as you allow it', async () => {
    await open({ cors: false });
    const { id, url } = await receiver.mint();
    const popup = await reelay.openPopup(page);
    await popup.fill({ uploadUrl: url, source: 'tab' });
    await waitForLine(popup.page, FIELD, 'doesn’t let Reelay reach this server yet');
    await ask(popup, 'no');
    expect(await isAllowed()).toBe(false);

    const again = await reelay.openPopup(page);
    await waitForLine(again.page, FIELD, 'doesn’t let Reelay reach this server yet');
    await expect
      .poll(() => again.page.evaluate(() => document.body.textContent), { timeout: 5_000 })
      .toContain('yet. You can still record');
    expect(await isDisabled(again.page, 'Start recording')).toBe(false);
    await again.close();

    const recording = await reelay.startRecording(page, { uploadUrl: url, source: 'tab' });
    await reelay.inspector.waitFor(({ current }) => current?.link.kind === 'stalled', 30_000);
    expect((await receiver.session(id)).size).toBe(0);
    const live = await reelay.openPopup(page);
    await live.page.waitForSelector(`::-p-aria([name="${ALLOW}"][role="button"])`);
    expect(await live.notices()).toContain('No response came from the server');
    const { current: waiting } = await reelay.inspector.waitFor(
      ({ current }) => current?.link.kind === 'stalled' && current.link.nextAtMs > Date.now() + LONG_WAIT_MS,
      30_000,
    );
    await ask(live, 'yes');
    await reelay.inspector.waitFor(({ current }) => (current?.ackedBytes ?? 0) > 0, 5_000);
    expect(waiting?.link).toMatchObject({ kind: 'stalled' });
    if (waiting?.link.kind === 'stalled') expect(Date.now()).toBeLessThan(waiting.link.nextAtMs);
    await finishAndCompare(recording.id, id);
  });
});
