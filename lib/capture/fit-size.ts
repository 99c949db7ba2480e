/** Width and height in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The largest picture that is made of a tab. */
export const FULL_HD: Size = { width: 1_920, height: 1_080 };

/**
 * The largest size with the proportions of `size` that fits into `limit`, never larger than `size` itself.
 * Both sides are even: chroma is stored at half the resolution, and some encoders refuse odd sizes.
 */
export function fitSize(size: Size, limit: Size): Size {
  const scale = Math.min(1, limit.width / size.width, limit.height / size.height);
  return { width: even(size.width * scale), height: even(size.height * scale) };
}

function even(pixels: number): number {
  return Math.max(2, Math.floor(pixels / 2) * 2);
}
