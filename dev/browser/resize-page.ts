import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'puppeteer-core';
import type { Size } from '../../lib/base/pixels.ts';

/** A window and its page have a new size some moments after it was asked for. */
const LOOK_EVERY_MS = 100;
const PATIENCE_MS = 5_000;

/**
 * Gives a page's viewport a size in CSS pixels, by that of its window: an emulated viewport is not what is recorded.
 * @throws Error when it does not get that size.
 */
export async function resizePage(page: Page, { width, height }: Size): Promise<void> {
  const session = await page.createCDPSession();
  const { windowId } = await session.send('Browser.getWindowForTarget');
  const until = performance.now() + PATIENCE_MS;
  try {
    while (performance.now() < until) {
      const inner = await page.evaluate(() => ({ width: innerWidth, height: innerHeight }));
      if (inner.width === width && inner.height === height) return;
      const { bounds } = await session.send('Browser.getWindowBounds', { windowId });
      const wanted = {
        width: (bounds.width ?? 0) + width - inner.width,
        height: (bounds.height ?? 0) + height - inner.height,
      };
      await session.send('Browser.setWindowBounds', { windowId, bounds: wanted });
      await delay(LOOK_EVERY_MS);
    }
    throw new Error(`The page does not become ${width}×${height}.`);
  } finally {
    await session.detach();
  }
}
