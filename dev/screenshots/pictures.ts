import sharp from 'sharp';

/** In CSS pixels. */
const GAP = 24;
const RADIUS = 12;
const TRANSPARENT = { r: 0, g: 0, b: 0, alpha: 0 };

/**
 * Puts pictures with rounded corners in a row, left to right. PNG in, PNG out; `scale`: device pixels per CSS pixel.
 */
export async function sideBySide(pictures: readonly Uint8Array[], scale: number): Promise<Uint8Array> {
  const rounded = await Promise.all(pictures.map((png) => round(png, scale)));
  const gap = GAP * scale;
  const left = (index: number) => rounded.slice(0, index).reduce((sum, { width }) => sum + width + gap, 0);
  const width = left(rounded.length) - gap;
  const height = Math.max(...rounded.map((picture) => picture.height));
  return await sharp({ create: { width, height, channels: 4, background: TRANSPARENT } })
    .composite(rounded.map(({ png }, index) => ({ input: png, left: left(index), top: 0 })))
    .png({ palette: true, quality: 95 })
    .toBuffer();
}

/** Frames, and how long each is shown. */
export class Film {
  readonly #frames: { readonly png: Uint8Array; readonly shownForMs: number }[] = [];

  get length(): number {
    return this.#frames.length;
  }

  add(png: Uint8Array, shownForMs: number): void {
    this.#frames.push({ png, shownForMs: Math.round(shownForMs) });
  }

  /** A looping animation, as large as its largest frame. */
  async toWebp(scale: number): Promise<Uint8Array> {
    const frames = await Promise.all(this.#frames.map(({ png }) => round(png, scale)));
    const width = Math.max(...frames.map((frame) => frame.width));
    const height = Math.max(...frames.map((frame) => frame.height));
    const pages = await Promise.all(
      frames.map(({ png }) =>
        sharp({ create: { width, height, channels: 4, background: TRANSPARENT } })
          .composite([{ input: png, left: 0, top: 0 }])
          .png()
          .toBuffer(),
      ),
    );
    return await sharp(pages, { join: { animated: true } })
      .webp({ loop: 0, delay: this.#frames.map(({ shownForMs }) => shownForMs), lossless: true, effort: 3 })
      .toBuffer();
  }
}

async function round(png: Uint8Array, scale: number) {
  const { width, height } = await sharp(png).metadata();
  const radius = RADIUS * scale;
  const mask = `<svg width="${width}" height="${height}"><rect width="100%" height="100%" rx="${radius}"/></svg>`;
  const rounded = sharp(png)
    .ensureAlpha()
    .composite([{ input: Buffer.from(mask), blend: 'dest-in' }]);
  return { png: await rounded.png().toBuffer(), width, height };
}
