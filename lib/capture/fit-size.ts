import type { Size } from '../base/pixels.ts';

/**
 * The size to record a picture of `size` in: the same where it has no more than `maxPixels`, else the largest of the same
 * proportions that has no more. It is pixels that an encoder works through and a person pays for: a portrait has the same
 * right to them as a landscape.
 *
 * Both sides are even, because chroma is stored at half the resolution. Chromium stretches a page with an odd side by the pixel
 * that is added here. That blurs as much as squeezing it by one would, but leaves nothing out when it is scaled back.
 */
export function fitPixels(size: Size, maxPixels: number): Size {
  const scale = Math.min(1, Math.sqrt(maxPixels / (size.width * size.height)));
  const round = scale === 1 ? Math.ceil : Math.floor;
  const even = (side: number) => Math.max(2, round((side * scale) / 2) * 2);
  return { width: even(size.width), height: even(size.height) };
}
