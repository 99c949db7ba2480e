import type { Page } from 'puppeteer-core';
import { expect } from 'vitest';
import { paste } from '../../../dev/browser/paste.ts';
import type { Stage } from './stage.ts';
import { waitForLine } from './upload-line.ts';

/** Sends the recording to another URL through the popup, and waits until it may continue there. */
export async function useNewUrl({ reelay, page }: Stage, url: string): Promise<void> {
  const popup = await reelay.openPopup(page);
  await popup.press('Use a new URL');
  await paste(popup.page, '::-p-aria([name="New upload URL"][role="textbox"])', url);
  await waitForLine(popup.page, 'New upload URL', 'ready');
  await popup.press('Use this URL');
  await reelay.inspector.waitFor(({ current }) => current?.link.kind !== 'blocked', 5_000);
  await popup.close();
}

/** Resolves when a page shows this text. */
export async function textOf(shown: Page, text: string): Promise<void> {
  await expect.poll(() => shown.evaluate(() => document.body.textContent)).toContain(text);
}
