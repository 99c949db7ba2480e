import type { Page } from 'puppeteer-core';

/**
 * Puts `text` in the place of what a field holds, at one stroke, as pasting does. A locator's `fill` empties the field
 * first, which the page does not notice: if it redraws itself in that moment, the old text comes back, and the new
 * one is typed behind it.
 */
export async function paste(page: Page, selector: string, text: string): Promise<void> {
  const field = await page.waitForSelector(selector, { visible: true });
  if (field === null) throw new Error(`The page has no ${selector}.`);
  await field.focus();
  await field.evaluate((element) => (element as HTMLInputElement).select());
  await page.keyboard.sendCharacter(text);
}
