import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { Popup } from '../../dev/browser/popup.ts';
import { holdServiceWorker } from './support/hold-service-worker.ts';
import { openStage, type Stage, start, stopAndComplete, until } from './support/stage.ts';

const AXE_PATH = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

const PATIENCE_MS = 20_000;

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
  return () => stage[Symbol.asyncDispose]();
});

async function violations({ page }: Popup, colourScheme: string): Promise<string[]> {
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: colourScheme }]);
  // Half way from the light to the dark colour nothing has enough contrast.
  await page.evaluate(async () => {
    const changes = document.getAnimations().filter((animation) => animation instanceof CSSTransition);
    await Promise.allSettled(changes.map(({ finished }) => finished));
  });
  // As an expression of the debugger's: the extension's content security policy refuses a script tag.
  await page.evaluate(await readFile(AXE_PATH, 'utf8'));
  const results = await page.evaluate(() => {
    const { axe } = globalThis as unknown as { axe: { run(): Promise<AxeResults> } };
    return axe.run();
  });
  return results.violations.flatMap(({ id, help, nodes }) => nodes.map(({ html }) => `${id}: ${help}: ${html}`));
}

test('who stops a recording by the keyboard is left where it is shown, and not in the form for the next one', async () => {
  const running = await start(stage);
  await until(stage, running, ({ ackedBytes }) => ackedBytes > 0);
  const popup = await stage.reelay.openPopup(stage.page);
  await popup.waitForStatus('Recording');
  await popup.page.focus('::-p-aria([name="Stop recording"][role="button"])');
  await popup.page.keyboard.press('Enter');
  await popup.waitForStatus('Complete');
  await popup.page.waitForSelector('::-p-aria([name="Start recording"][role="button"])');
  await expect
    .poll(() => popup.page.evaluate(() => document.activeElement?.className), { timeout: 5_000 })
    .toBe('current card recording');
  await popup.close();
  // Whoever opens the popup for the next one can begin at once.
  const next = await stage.reelay.openPopup(stage.page);
  await expect
    .poll(() => next.page.evaluate(() => document.activeElement?.closest('form')?.ariaLabel), { timeout: 5_000 })
    .toBe('New recording');
  await next.close();
});

describe.each(['light', 'dark'])('in %s colours axe finds nothing', (colourScheme) => {
  test('before a recording', async () => {
    const popup = await stage.reelay.openPopup(stage.page);
    expect(await violations(popup, colourScheme)).toEqual([]);
    await popup.close();
  });

  test('with the log open', async () => {
    const popup = await stage.reelay.openPopup(stage.page);
    await popup.press('Log');
    expect(await violations(popup, colourScheme)).toEqual([]);
    await popup.press('Log');
    await popup.close();
  });

  test('while the background does not answer, which is said until it does', async () => {
    const { reelay } = stage;
    const letGo = await holdServiceWorker(reelay);
    // Not by its icon, which waits until there is something to see.
    const page = await reelay.openPage(`chrome-extension://${reelay.extension.id}/popup.html`);
    await page.waitForSelector('[role="alert"]', { timeout: PATIENCE_MS });
    expect(await page.evaluate(() => document.body.textContent)).toContain('Reelay’s background does not answer');
    expect(await violations(new Popup(page), colourScheme)).toEqual([]);
    await letGo();
    await page.waitForSelector('[role="status"]', { timeout: PATIENCE_MS });
    await page.waitForSelector('[role="alert"]', { hidden: true, timeout: PATIENCE_MS });
    await page.close();
  });

  test('while recording, and when it is complete', async () => {
    const running = await start(stage);
    await until(stage, running, ({ ackedBytes }) => ackedBytes > 0);
    const live = await stage.reelay.openPopup(stage.page);
    await live.waitForStatus('Recording');
    expect(await violations(live, colourScheme)).toEqual([]);
    await live.close();
    await stopAndComplete(stage, running);
    const done = await stage.reelay.openPopup(stage.page);
    await done.waitForStatus('Complete');
    expect(await violations(done, colourScheme)).toEqual([]);
    await done.close();
  });
});
