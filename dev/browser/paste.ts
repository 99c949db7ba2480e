import type { Page } from 'puppeteer-core';

/**
 * Replaces a field's content with `text` in one step, as pasting does. A locator's `fill` empties the field first, and
 * the page doesn't notice: if it redraws itself at that moment, the old text comes back, and the new text is typed
 * after it.
 */
export async function paste(page: Page, selector: string, text: string): Promise<void> {
  const field = await page.waitForSelector(selector, { visible: true });
  if (field === null) throw new Error(`The page has no ${selector}.`);
  await field.focus();
  await field.evaluate((element) => (element as HTMLInputElement).select());
  await page.keyboard.sendCharacter(text);
}
