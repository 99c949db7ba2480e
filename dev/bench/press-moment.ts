import type { Page } from 'puppeteer-core';
import type { Popup } from '../browser/popup.ts';

const LOOKS = 5;

/**
 * Clicks a button and resolves to the moment of the click on this process's `performance.now()`, as the browser
 * timestamped the event. Finding and aiming at the button, which may take the driver half a second, isn't included.
 */
export async function pressMoment(popup: Popup, button: string): Promise<number> {
  const { page } = popup;
  const aheadMs = await clockAhead(page);
  const clicked = page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        addEventListener('click', ({ timeStamp }) => resolve(timeStamp), { capture: true, once: true });
      }),
  );
  await popup.press(button);
  return (await clicked) + aheadMs;
}

/** How many milliseconds our clock is ahead of a page's, judged by the fastest answer. */
async function clockAhead(page: Page): Promise<number> {
  let best = { tookMs: Number.POSITIVE_INFINITY, aheadMs: 0 };
  for (let look = 0; look < LOOKS; look += 1) {
    const askedAtMs = performance.now();
    const pageMs = await page.evaluate(() => performance.now());
    const tookMs = performance.now() - askedAtMs;
    if (tookMs < best.tookMs) best = { tookMs, aheadMs: askedAtMs + tookMs / 2 - pageMs };
  }
  return best.aheadMs;
}
