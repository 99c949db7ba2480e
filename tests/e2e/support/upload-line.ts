import type { Page } from 'puppeteer-core';

/** The line below a field, by the field's name. */
export async function lineBelow(page: Page, field: string): Promise<string> {
  const input = await page.waitForSelector(`::-p-aria([name="${field}"][role="textbox"])`);
  if (input === null) throw new Error(`There is no field ${field}.`);
  return await input.evaluate((element) => {
    const id = (element as Element).getAttribute('aria-describedby') ?? '';
    return (document.getElementById(id)?.textContent ?? '').trim();
  });
}

/**
 * Resolves with the line below a field once it contains `text`.
 * @throws Error with the last line if it never does.
 */
export async function waitForLine(page: Page, field: string, text: string, timeoutMs = 10_000): Promise<string> {
  const deadlineMs = performance.now() + timeoutMs;
  for (;;) {
    const line = await lineBelow(page, field);
    if (line.includes(text)) return line;
    if (performance.now() > deadlineMs) throw new Error(`The line says “${line}”, not “${text}”.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Whether a button looks and acts disabled. */
export async function isDisabled(page: Page, button: string): Promise<boolean> {
  const element = await page.waitForSelector(`::-p-aria([name="${button}"][role="button"])`);
  if (element === null) throw new Error(`There is no button ${button}.`);
  return await element.evaluate(
    (node) => (node as Element).getAttribute('aria-disabled') === 'true' || (node as Element).hasAttribute('disabled'),
  );
}

/** Whether a button with this name exists. */
export async function hasButton(page: Page, button: string): Promise<boolean> {
  return (await page.$(`::-p-aria([name="${button}"][role="button"])`)) !== null;
}

/** Clears a field, because `fill` with an empty text doesn't. */
export async function clearField(page: Page, field: string): Promise<void> {
  await page.locator(`::-p-aria([name="${field}"][role="textbox"])`).click({ count: 3 });
  await page.keyboard.press('Backspace');
}
