import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'puppeteer-core';
import { buildExtension } from './browser/build-extension.ts';
import type { Popup } from './browser/popup.ts';
import { Reelay } from './browser/reelay.ts';
import { startReceiver } from './receiver/receiver.ts';

/*
 * Takes docs/popup.png from the real popup: before a recording, in light colours, and while a tab is recorded over a link
 * that is a little too slow, in dark colours.
 */

const DOCS = fileURLToPath(new URL('../docs/', import.meta.url));
const SCALE = 2;
const LINK_BYTES_PER_SECOND = 500_000;
/** Long enough for the graph of the link to have a shape. */
const RECORDED_MS = 20_000;
const extensionDirectory = buildExtension();
await using receiver = await startReceiver({ bytesPerSecond: LINK_BYTES_PER_SECOND });
await using reelay = await Reelay.launch({ extensionDirectory, flags: [`--force-device-scale-factor=${SCALE}`] });
await reelay.inspector.setSettings({ chunkBytes: 256 * 1024 });
const page = await reelay.openPage(`${receiver.origin}/pages/frame-counter.html?noise`);

const idle = await reelay.openPopup(page);
await idle.fill({ uploadUrl: (await receiver.mint()).url, source: 'tab' });
await idle.page.waitForFunction(() => document.body.textContent?.includes('✓ ready'));
const before = await picture(idle, 'light');
await idle.close();

const { id, startedAtMs } = await reelay.startRecording(page, {
  uploadUrl: (await receiver.mint()).url,
  source: 'tab',
});
await reelay.inspector.waitFor(() => Date.now() > startedAtMs + RECORDED_MS, RECORDED_MS * 2);
const live = await reelay.openPopup(page);
await live.waitForStatus('Recording');
const during = await picture(live, 'dark');
receiver.setBandwidth(null);
await live.press('Stop recording');
await reelay.waitForComplete(id, 60_000);
await live.close();

await mkdir(DOCS, { recursive: true });
await writeFile(`${DOCS}popup.png`, await sideBySide(reelay.browser, [before, during]));
console.log('docs/popup.png');

async function picture({ page }: Popup, colourScheme: 'light' | 'dark'): Promise<string> {
  // Without motion: a picture taken while colours fade from one scheme to the other shows neither.
  await page.emulateMediaFeatures([
    { name: 'prefers-color-scheme', value: colourScheme },
    { name: 'prefers-reduced-motion', value: 'reduce' },
  ]);
  const popup = await page.waitForSelector('body');
  if (popup === null) throw new Error('The popup is empty.');
  return await popup.screenshot({ encoding: 'base64' });
}

async function sideBySide(browser: Browser, pictures: readonly string[]): Promise<Uint8Array> {
  const page = await browser.newPage();
  const images = pictures.map(
    (base64) => `<img src="data:image/png;base64,${base64}" style="zoom:${1 / SCALE};border-radius:${12 * SCALE}px">`,
  );
  await page.setContent(
    `<div id="all" style="display:inline-flex;gap:24px;align-items:flex-start">${images.join('')}</div>`,
  );
  const all = await page.waitForSelector('#all');
  if (all === null) throw new Error('There is nothing to see.');
  return await all.screenshot({ omitBackground: true });
}
