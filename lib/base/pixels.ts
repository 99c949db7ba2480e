/** Width and height in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The nearest even number of pixels that is not larger: chroma is stored at half the resolution. */
export function evenDown(pixels: number): number {
  return Math.floor(pixels / 2) * 2;
}

/** The nearest even number of pixels. */
export function evenNear(pixels: number): number {
  return Math.round(pixels / 2) * 2;
}
