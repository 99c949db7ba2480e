import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'puppeteer-core';
import { expect } from 'vitest';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Expects that axe finds nothing wrong with the page, in light and dark colors. */
export async function expectAccessible(page: Page): Promise<void> {
  expect(await violations(page, 'light', {}), 'light').toEqual([]);
  // The same page: only its colors differ.
  const contrast = { runOnly: ['color-contrast', 'link-in-text-block'] };
  expect(await violations(page, 'dark', contrast), 'dark').toEqual([]);
}

/** What axe finds wrong with a page in light or dark colors, one line per element. */
async function violations(page: Page, colourScheme: 'light' | 'dark', options: RunOptions): Promise<string[]> {
  await page.emulateMediaFeatures([
    { name: 'prefers-color-scheme', value: colourScheme },
    // A color in transition is neither.
    { name: 'prefers-reduced-motion', value: 'reduce' },
  ]);
  // Not as a script element: the extension's policy forbids it.
  await page.evaluate(AXE);
  const results = await page.evaluate((chosen) => {
    const { axe } = globalThis as unknown as { axe: { run(options: RunOptions): Promise<AxeResults> } };
    return axe.run(chosen);
  }, options);
  return results.violations.flatMap(({ id, help, nodes }) => nodes.map(({ html }) => `${id}: ${help}: ${html}`));
}
