import { expect, test } from 'vitest';
import { expectAccessible } from '../support/axe.ts';
import { holdServiceWorker } from '../support/hold-service-worker.ts';
import { useStage } from '../support/stage.ts';

const PATIENCE_MS = 20_000;

const stage = useStage();

test('a background that does not answer is reported until it does, and axe finds nothing meanwhile', async () => {
  const { reelay } = stage;
  const letGo = await holdServiceWorker(reelay);
  // Not through its icon, which waits until there's something to see.
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
