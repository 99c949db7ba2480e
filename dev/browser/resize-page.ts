import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'puppeteer-core';
import type { Size } from '../../lib/base/pixels.ts';

/** A window and its page only reach a requested size after a moment. */
const LOOK_EVERY_MS = 100;
const PATIENCE_MS = 5_000;

/**
 * Resizes a page's viewport, in CSS pixels, by resizing its window: an emulated viewport isn't what's recorded.
 * @throws Error when it doesn't reach that size.
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
