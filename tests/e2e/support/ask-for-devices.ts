import type { Page } from 'puppeteer-core';
import type { Stage } from './stage.ts';

/** Presses Start for the camera. Resolves to the page that asks for it. */
export async function startAndBeAsked({ reelay, page }: Stage, uploadUrl: string): Promise<Page> {
  const popup = await reelay.openPopup(page);
  await popup.fill({ uploadUrl, source: 'camera', microphone: true });
  const asked = reelay.browser.waitForTarget((target) => target.url().includes('/permission.html'));
  await popup.press('Start recording');
  const asking = await (await asked).asPage();
  // The browser does this by itself, unless a driver is attached to the popup.
  await popup.close();
  await asking.waitForSelector('::-p-text(Reelay needs your camera and microphone)');
  return asking;
}

/** Presses the button on the page that asks, and makes the choice that a person makes in the browser's own dialog. */
export async function allowDevices({ reelay }: Stage, asking: Page): Promise<void> {
  const origin = `chrome-extension://${reelay.extension.id}`;
  await reelay.browser.defaultBrowserContext().overridePermissions(origin, ['camera', 'microphone']);
  await asking.locator('::-p-aria([name="Allow camera and microphone"][role="button"])').click();
}
