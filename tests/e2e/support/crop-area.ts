import type { Page } from 'puppeteer-core';
import type { Colour } from '../../../dev/pages/player.ts';
import type { Stage } from './stage.ts';

/** Near the corners of the recorded area. */
export const CORNERS = [0.06, 0.94].flatMap((y) => [0.06, 0.94].map((x) => ({ x, y })));

/** Paints the page in quarters, with a blinking dot in the middle: a static page yields few frames. */
export async function paintQuarters(page: Page): Promise<void> {
  await page.evaluate(() => {
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
export async function openCropPage({ reelay, page }: Pick<Stage, 'reelay' | 'page'>): Promise<Page> {
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
export async function dragOverMiddle(crop: Page): Promise<void> {
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
export function nameOf([red, green, blue]: Colour): string {
  const bits = [red, green, blue].map((part) => (part > 128 ? 1 : 0)).join('');
  return { '100': 'red', '010': 'green', '001': 'blue', '110': 'yellow' }[bits] ?? bits;
}
