import type { Page } from 'puppeteer-core';
import { expect, test } from 'vitest';
import { resizePage } from '../../../dev/browser/resize-page.ts';
import { type Running, start, stopAndComplete, until, useStage } from '../support/stage.ts';

/** Long enough for an encoder to make a still picture sharp. */
const RECORDED_MS = 4_000;
/** One-pixel lines in a scaled page come out at 15 dB. */
const SHARP_DB = 38;

const stage = useStage({ pagePath: '/pages/test-card.html' });

async function recordFor(running: Running, ms = RECORDED_MS): Promise<void> {
  await until(stage, running, ({ elapsed }) => Date.now() - (elapsed.runningSinceMs ?? Date.now()) > ms);
}

async function examine<T>({ sessionId }: Running, look: (page: Page, url: string) => Promise<T>): Promise<T> {
  const page = await stage.reelay.openPage(`${stage.receiver.origin}/pages/examine.html`);
  await page.waitForFunction(() => 'reelayExamine' in window);
  try {
    return await look(page, `/uploads/${sessionId}/file`);
  } finally {
    await page.close();
    await stage.page.bringToFront();
  }
}

test('a portrait page arrives pixel by pixel, and not only as high as a landscape', async () => {
  await resizePage(stage.page, { width: 600, height: 1_100 });
  const running = await start(stage);
  await recordFor(running);
  await stopAndComplete(stage, running);
  const screenshot = `data:image/png;base64,${await stage.page.screenshot({ encoding: 'base64' })}`;
  const likeness = await examine(running, (page, url) =>
    page.evaluate((recording, image) => window.reelayExamine.compareLast(recording, image), url, screenshot),
  );
  expect(likeness).toMatchObject({ width: 600, height: 1_100 });
  expect(likeness.psnr).toBeGreaterThan(SHARP_DB);
});

test('a window that becomes larger and smaller meanwhile leaves a recording of one size that goes on', async () => {
  await resizePage(stage.page, { width: 701, height: 501 });
  const running = await start(stage);
  await recordFor(running, 1_000);
  await resizePage(stage.page, { width: 900, height: 700 });
  await recordFor(running, 3_000);
  await resizePage(stage.page, { width: 620, height: 480 });
  await recordFor(running, 5_000);
  await stopAndComplete(stage, running);
  const pictures = await examine(running, (page, url) =>
    page.evaluate((recording) => window.reelayExamine.pictures(recording, false), url),
  );
  expect([...new Set(pictures.map(({ width, height }) => `${width}×${height}`))]).toEqual(['702×502']);
  expect(pictures.at(-1)?.atSeconds).toBeGreaterThan(4);
});
