import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildExtension } from '../../dev/browser/build-extension.ts';
import { LIGHT_FLAGS, LIGHT_PAGE } from '../../dev/browser/light-load.ts';
import { Reelay } from '../../dev/browser/reelay.ts';
import { type Receiver, startReceiver } from '../../dev/receiver/receiver.ts';
import type { RecordingSnapshot } from '../../lib/recording/snapshot.ts';
import { openDisplay, type VirtualDisplay, whyNoDisplay } from './support/virtual-display.ts';

const PATIENCE_MS = 20_000;
const START_STOP = 'alt+shift+s';
const PAUSE_RESUME = 'alt+shift+u';
const MARKER = 'alt+shift+m';
/** A menu opens and moves. */
const MENU_MS = 800;

const reason = whyNoDisplay();
if (reason !== null) console.warn(`Keys cannot be pressed here. ${reason}`);

describe.skipIf(reason !== null)('keys, and the context menu, with no page of Reelay open', () => {
  let display: VirtualDisplay;
  let reelay: Reelay;
  let receiver: Receiver;
  let page: Page;

  beforeAll(async () => {
    display = await openDisplay();
    receiver = await startReceiver();
    reelay = await Reelay.launch({ extensionDirectory: buildExtension(), headed: true, flags: LIGHT_FLAGS });
    await reelay.inspector.setSettings({ chunkBytes: 256 * 1024 });
    page = await reelay.openPage(`${receiver.origin}${LIGHT_PAGE}`);
    await page.bringToFront();
  });

  afterAll(async () => {
    await reelay?.close();
    await receiver?.stop();
    await display?.[Symbol.asyncDispose]();
  });

  const until = async (holds: (current: RecordingSnapshot) => boolean): Promise<RecordingSnapshot> => {
    const { current } = await reelay.inspector.waitFor(({ current: now }) => now !== null && holds(now), PATIENCE_MS);
    if (current === null) throw new Error('Nothing is recorded.');
    return current;
  };
  const fill = async (uploadUrl: string): Promise<void> => {
    const popup = await reelay.openPopup(page);
    await popup.fill({ uploadUrl, source: 'tab' });
    await popup.close();
  };
  /** Leaves a new upload URL in the popup's field. Returns its session's id. */
  const leaveUrl = async (): Promise<string> => {
    const { id, url } = await receiver.mint();
    await fill(url);
    return id;
  };
  const popups = () => reelay.browser.targets().filter((target) => target.url().endsWith('/popup.html'));

  test('keys start a recording of the tab to the URL in the popup’s field, set a marker, pause, and stop; all of it arrives', async () => {
    const sessionId = await leaveUrl();
    display.press(START_STOP);
    const { id } = await until(({ state }) => state === 'recording');
    await delay(1_000);
    display.press(MARKER);
    await until(({ markersMs }) => markersMs.length === 1);
    display.press(PAUSE_RESUME);
    await until(({ state }) => state === 'paused');
    display.press(START_STOP);
    const { markersMs, elapsed } = await reelay.waitForComplete(id, PATIENCE_MS);
    expect(markersMs[0]).toBeGreaterThan(900);
    expect(markersMs[0]).toBeLessThan(elapsed.recordedMs);
    const { bytes, sha256 } = await reelay.inspector.digestSpool(id);
    expect(await receiver.session(sessionId)).toMatchObject({ state: 'complete', size: bytes, sha256, journal: [] });
  });

  test('the context menu starts and stops a recording, on a canvas, too', async () => {
    const choose = async () => {
      display.rightClick(400, 400);
      await delay(MENU_MS);
      // "Inspect" is the last entry, ours the one before; what is used most is the first of it.
      for (const key of ['Up', 'Up', 'Right', 'Return']) {
        display.press(key);
        await delay(MENU_MS / 2);
      }
    };
    const sessionId = await leaveUrl();
    await choose();
    const { id } = await until(({ state, spooledBytes }) => state === 'recording' && spooledBytes > 0);
    await choose();
    await reelay.waitForComplete(id, PATIENCE_MS);
    const { bytes, sha256 } = await reelay.inspector.digestSpool(id);
    expect(await receiver.session(sessionId)).toMatchObject({ state: 'complete', size: bytes, sha256, journal: [] });
  });

  test('a key pressed again in the countdown cancels it, and says so', async () => {
    await reelay.inspector.setSettings({ countdownSeconds: 10 });
    await leaveUrl();
    display.press(START_STOP);
    await delay(1_500);
    display.press(START_STOP);
    await expect.poll(() => reelay.inspector.notifications()).toContain('start-refused');
    await reelay.inspector.setSettings({ countdownSeconds: null });
    await fill('');
  });

  test('a start whose countdown ends with the service worker is not lost in silence: the next popup says so', async () => {
    await reelay.inspector.setSettings({ countdownSeconds: 10 });
    await leaveUrl();
    display.press(START_STOP);
    await delay(1_000);
    await reelay.stopServiceWorker();
    await reelay.inspector.setSettings({ countdownSeconds: null });
    const next = await reelay.openPopup(page);
    const said = await next.page.waitForSelector('[role="alert"]', { timeout: PATIENCE_MS });
    expect(await said?.evaluate(({ textContent }) => textContent)).toContain('during the countdown');
    await next.fill({ uploadUrl: '', source: 'tab' });
    await next.close();
  });

  test('keys that make no sense say so, and a start without a URL opens the popup', async () => {
    display.press(PAUSE_RESUME);
    await expect.poll(() => reelay.inspector.notifications()).toContain('nothing-done');
    expect(popups()).toEqual([]);
    display.press(START_STOP);
    await expect.poll(popups).toHaveLength(1);
  });
});
