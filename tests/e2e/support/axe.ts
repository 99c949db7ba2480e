import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'puppeteer-core';
import { expect } from 'vitest';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Axe finds nothing wrong with the page, neither in light nor in dark colours. */
export async function expectAccessible(page: Page): Promise<void> {
  for (const colours of ['light', 'dark'] as const) expect(await violations(page, colours), colours).toEqual([]);
}

/** What axe finds wrong with a page in light or dark colours; an element a line. */
async function violations(page: Page, colourScheme: 'light' | 'dark'): Promise<string[]> {
  await page.emulateMediaFeatures([
    { name: 'prefers-color-scheme', value: colourScheme },
    // A colour that is on its way to another one is neither.
    { name: 'prefers-reduced-motion', value: 'reduce' },
  ]);
  // Not as a script element: the extension's policy forbids it.
  await page.evaluate(AXE);
  const results = await page.evaluate(() => {
    const { axe } = globalThis as unknown as { axe: { run(): Promise<AxeResults> } };
    return axe.run();
  });
  return results.violations.flatMap(({ id, help, nodes }) => nodes.map(({ html }) => `${id}: ${help}: ${html}`));
}
