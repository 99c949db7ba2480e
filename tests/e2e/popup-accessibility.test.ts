import { beforeAll, describe, expect, test } from 'vitest';
import { expectAccessible } from './support/axe.ts';
import { holdServiceWorker } from './support/hold-service-worker.ts';
import { openStage, type Stage, start, stopAndComplete, until } from './support/stage.ts';

const PATIENCE_MS = 20_000;

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
  return () => stage[Symbol.asyncDispose]();
});

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

describe('axe finds nothing, in light and dark colours', () => {
  test('before a recording', async () => {
    const popup = await stage.reelay.openPopup(stage.page);
    await expectAccessible(popup.page);
    await popup.close();
  });

  test('with the log open', async () => {
    const popup = await stage.reelay.openPopup(stage.page);
    await popup.press('Log');
    await expectAccessible(popup.page);
    await popup.press('Log');
    await popup.close();
  });

  test('while the background does not answer, which is said until it does', async () => {
    const { reelay } = stage;
    const letGo = await holdServiceWorker(reelay);
    // Not by its icon, which waits until there is something to see.
    const page = await reelay.openPage(`chrome-extension://${reelay.extension.id}/popup.html`);
    await page.waitForSelector('[role="alert"]', { timeout: PATIENCE_MS });
    expect(await page.evaluate(() => document.body.textContent)).toContain(
      'Reelay’s background process isn’t responding',
    );
    await expectAccessible(page);
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
    await expectAccessible(live.page);
    await live.close();
    await stopAndComplete(stage, running);
    const done = await stage.reelay.openPopup(stage.page);
    await done.waitForStatus('Complete');
    await expectAccessible(done.page);
    await done.close();
  });
});
