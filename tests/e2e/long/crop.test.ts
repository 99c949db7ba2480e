import { afterEach, beforeAll, expect, test } from 'vitest';
import type { browser } from 'wxt/browser';
import { resizePage } from '../../../dev/browser/resize-page.ts';
import { idsIn } from '../../../lib/recording/message.ts';
import { expectAccessible } from '../support/axe.ts';
import { CORNERS, dragOverMiddle, nameOf, openCropPage, paintQuarters } from '../support/crop-area.ts';
import { expectIdentical, start, stopAndComplete, until, useStage } from '../support/stage.ts';

const SHORTLY_MS = 1_500;
const LESS_PX = 64;

const stage = useStage({ pagePath: '/pages/test-card.html' });

// Both would stay in the browser that all tests share; the zoom applies to every page of the host.
let viewport = { width: 0, height: 0 };
beforeAll(async () => {
  viewport = await stage.page.evaluate(() => ({ width: innerWidth, height: innerHeight }));
});
afterEach(async () => {
  await zoom(stage.page.url(), 1);
  await resizePage(stage.page, viewport);
});

/** The recorded time in seconds, after some more of it. */
async function afterMore(running: Parameters<typeof until>[1]): Promise<number> {
  const recordedMs = ({ elapsed }: Awaited<ReturnType<typeof until>>) =>
    elapsed.recordedMs + (elapsed.runningSinceMs === null ? 0 : Date.now() - elapsed.runningSinceMs);
  const fromMs = recordedMs(await until(stage, running, () => true));
  const later = await until(stage, running, (recording) => recordedMs(recording) - fromMs > SHORTLY_MS);
  return recordedMs(later) / 1_000;
}

/** Zooms as you do with Ctrl and +. */
async function zoom(pageUrl: string, factor: number): Promise<void> {
  await stage.reelay.inspector.page.evaluate(
    async (url, zoomFactor) => {
      const { tabs } = (globalThis as unknown as { chrome: typeof browser }).chrome;
      const [tab] = await tabs.query({ url });
      if (tab?.id === undefined) throw new Error('The tab is not found.');
      await tabs.setZoom(tab.id, zoomFactor);
    },
    pageUrl,
    factor,
  );
}

test('the area that was dragged on a picture of the tab is what the server gets, in its size and its colours', async () => {
  const { reelay, receiver, page } = stage;
  await paintQuarters(page);
  const crop = await openCropPage(stage);
  await expectAccessible(crop);
  await dragOverMiddle(crop);
  await expectAccessible(crop);
  const shown = await crop.$eval('[role="status"]', (status) => status.textContent ?? '');
  const [width = 0, height = 0] = shown.split(' × ').map(Number);
  expect([Math.abs(width - viewport.width / 2) <= 4, Math.abs(height - viewport.height / 2) <= 4]).toEqual([
    true,
    true,
  ]);
  const closed = new Promise((resolve) => void crop.once('close', resolve));
  await crop.keyboard.press('Enter');
  await closed;

  const running = await start(stage);
  await afterMore(running);
  await stopAndComplete(stage, running);
  await expectIdentical(stage, running);
  const src = encodeURIComponent(`/uploads/${running.sessionId}/file`);
  const player = await reelay.openPage(`${receiver.origin}/pages/player.html?src=${src}`);
  const { width: receivedWidth, height: receivedHeight } = await player.evaluate(() => window.reelayPlayer.examine());
  expect([receivedWidth, receivedHeight]).toEqual([width, height]);
  const [corners = []] = await player.evaluate((places) => window.reelayPlayer.lookAt([1], places), CORNERS);
  expect(corners.map(nameOf)).toEqual(['red', 'green', 'blue', 'yellow']);
  await player.close();
});

// The area of the test before is remembered for the site.
test('for the next recording, it keeps its size in a smaller tab, which the popup mentions, and is recorded through zoom and navigation', async () => {
  const { reelay, receiver, page } = stage;
  await resizePage(page, { width: viewport.width - LESS_PX, height: viewport.height - LESS_PX });

  const running = await start(stage);
  const popup = await reelay.openPopup(page);
  await expect.poll(() => popup.notices()).toMatch(/different size or zoom than when you chose the area/);
  await popup.close();
  const quartersAtSeconds = await afterMore(running);
  await resizePage(page, viewport);
  await until(stage, running, ({ warning }) => idsIn(warning).includes('capture.areaResized'));
  await resizePage(page, { width: viewport.width - LESS_PX, height: viewport.height - LESS_PX });
  await until(stage, running, ({ warning }) => !idsIn(warning).includes('capture.areaResized'));
  await zoom(page.url(), 1.5);
  await until(stage, running, ({ warning }) => idsIn(warning).includes('capture.areaResized'));
  expect(await page.evaluate(() => innerWidth)).toBeLessThan(viewport.width * 0.7);
  const zoomedAtSeconds = await afterMore(running);
  await page.goto(`${receiver.origin}/pages/frame-counter.html?every=2`);
  await page.addStyleTag({ content: 'html, body, body * { background: #f0f !important; color: #f0f }' });
  const movedAtSeconds = await afterMore(running);
  await stopAndComplete(stage, running);
  await expectIdentical(stage, running);

  const src = encodeURIComponent(`/uploads/${running.sessionId}/file`);
  const player = await reelay.openPage(`${receiver.origin}/pages/player.html?src=${src}`);
  const { width, height } = await player.evaluate(() => window.reelayPlayer.examine());
  expect([Math.abs(width - viewport.width / 2) <= 4, Math.abs(height - viewport.height / 2) <= 4]).toEqual([
    true,
    true,
  ]);
  const seconds = [quartersAtSeconds, zoomedAtSeconds, movedAtSeconds].map((second) => second - 0.5);
  const looks = await player.evaluate((at, places) => window.reelayPlayer.lookAt(at, places), seconds, CORNERS);
  const quarters = ['red', 'green', 'blue', 'yellow'];
  expect(looks.map((corners) => corners.map(nameOf))).toEqual([quarters, quarters, Array(4).fill('101')]);
  await player.close();
});
