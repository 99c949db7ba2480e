import type { Page } from 'puppeteer-core';
import { expect, test } from 'vitest';
import type { Colour } from '../../dev/pages/player.ts';
import { expectAccessible } from './support/axe.ts';
import { expectIdentical, start, stopAndComplete, until, useStage } from './support/stage.ts';

const RECORDED_MS = 2_000;
/** Near the corners of the recorded area. */
const CORNERS = [0.06, 0.94].flatMap((y) => [0.06, 0.94].map((x) => ({ x, y })));

const stage = useStage({ pagePath: '/pages/test-card.html' });

/** Paints the page in quarters, with a blinking dot in the middle: a static page yields few frames. */
async function paintQuarters(): Promise<void> {
  await stage.page.evaluate(() => {
    const quarters = document.createElement('div');
    quarters.style.cssText = 'position: fixed; inset: 0; display: grid; grid: 1fr 1fr / 1fr 1fr';
    for (const colour of ['#f00', '#0f0', '#00f', '#ff0']) {
      quarters.append(Object.assign(document.createElement('i'), { style: `background: ${colour}` }));
    }
    const dot = Object.assign(document.createElement('b'), { style: 'position: fixed; left: 50%; top: 50%' });
    document.body.append(quarters, dot);
    setInterval(() => {
      dot.textContent = dot.textContent === '' ? '•' : '';
    }, 50);
  });
}

/** Opens the page for choosing an area, from the popup. */
async function openCropPage(): Promise<Page> {
  const { reelay, page } = stage;
  const popup = await reelay.openPopup(page);
  await popup.press('Options');
  const opened = reelay.browser.waitForTarget((target) => target.url().endsWith('/crop.html'));
  await popup.press('Choose…');
  const crop = await (await opened).page();
  if (crop === null) throw new Error('The page for an area is no page.');
  await crop.waitForSelector('.crop-still img');
  return crop;
}

/** Drags the mouse across the still, from one quarter of it to three quarters. */
async function dragOverMiddle(crop: Page): Promise<void> {
  const { mouse } = crop;
  const box = await crop.$eval('.crop-still', (still) => still.getBoundingClientRect().toJSON());
  const { x, y, width, height }: DOMRect = box;
  await mouse.move(x + width / 4, y + height / 4);
  await mouse.down();
  await mouse.move(x + width / 2, y + height / 2, { steps: 3 });
  await mouse.move(x + (width * 3) / 4, y + (height * 3) / 4, { steps: 3 });
  await mouse.up();
}

/** The name of the nearest color. */
function nameOf([red, green, blue]: Colour): string {
  const bits = [red, green, blue].map((part) => (part > 128 ? 1 : 0)).join('');
  return { '100': 'red', '010': 'green', '001': 'blue', '110': 'yellow' }[bits] ?? bits;
}

test('the area that was dragged on a picture of the tab is what the server gets, in its size and its colours', async () => {
  const { reelay, receiver, page } = stage;
  await paintQuarters();
  const crop = await openCropPage();
  await expectAccessible(crop);
  await dragOverMiddle(crop);
  await expectAccessible(crop);
  const shown = await crop.$eval('[role="status"]', (status) => status.textContent ?? '');
  const [width = 0, height = 0] = shown.split(' × ').map(Number);
  const viewport = await page.evaluate(() => ({ width: innerWidth, height: innerHeight }));
  expect([Math.abs(width - viewport.width / 2) <= 4, Math.abs(height - viewport.height / 2) <= 4]).toEqual([
    true,
    true,
  ]);
  const closed = new Promise((resolve) => void crop.once('close', resolve));
  await crop.keyboard.press('Enter');
  await closed;

  const running = await start(stage);
  await until(stage, running, ({ elapsed }) => Date.now() - (elapsed.runningSinceMs ?? Date.now()) > RECORDED_MS);
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
