import type { Size } from '../../../lib/base/pixels.ts';
import { resizePage } from '../../browser/resize-page.ts';
import type { Scene } from './scene.ts';

/** Long enough for the encoder to refine the still picture as far as it can. */
const STILL_MS = 6_000;

/** How a still page of one size was recorded. Sizes are in device pixels. */
export interface SharpnessResult {
  readonly what: string;
  readonly viewport: Size;
  readonly recorded: Size;
  /** Against a screenshot, in dB; null when the page's size differs from its picture's. */
  readonly psnr: number | null;
}

/** Records a page of small text and fine lines, and compares the end with a screenshot. `viewport` is in CSS pixels. */
export async function measureSharpness(
  scene: Scene,
  what: string,
  viewport: Size,
  during: () => Promise<void> = async () => undefined,
): Promise<SharpnessResult> {
  await scene.show('test-card.html');
  await resizePage(scene.page, viewport);
  const { url } = await scene.record({ source: 'tab' }, STILL_MS, during);
  const screenshot = `data:image/png;base64,${await scene.page.screenshot({ encoding: 'base64' })}`;
  const shown = await scene.page.evaluate(() => ({
    width: Math.round(innerWidth * devicePixelRatio),
    height: Math.round(innerHeight * devicePixelRatio),
  }));
  const { width, height, psnr } = await scene.examine((page) =>
    page.evaluate((recording, image) => window.reelayExamine.compareLast(recording, image), url, screenshot),
  );
  const isSameSize =
    Math.max(width - shown.width, height - shown.height, shown.width - width, shown.height - height) <= 1;
  return { what, viewport: shown, recorded: { width, height }, psnr: isSameSize ? psnr : null };
}
