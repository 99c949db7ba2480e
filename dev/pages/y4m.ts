import { randomFillSync } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { BARCODE_MODULUS, barcodeRects, type Rect } from './barcode.ts';

/** A video file for a fake camera. */
export interface Y4mOptions {
  readonly path: string;
  /** Even, in pixels; 640 when absent. */
  readonly width?: number;
  /** Even, in pixels; 360 when absent. */
  readonly height?: number;
  /** 30 when absent. */
  readonly framesPerSecond?: number;
  /** 10 when absent. Chromium loops the film, so the numbers start over, too. */
  readonly seconds?: number;
  /**
   * Fills the bottom quarter with noise, which no codec can compress; `'everywhere'` fills the whole picture, colours
   * too, without a barcode. False when absent.
   */
  readonly noise?: boolean | 'everywhere';
}

// Limited range, as in video.
const BLACK = 16;
const WHITE = 235;
const NO_COLOUR = 128;

/**
 * Writes an uncompressed video (YUV4MPEG2, 4:2:0) with each frame's number as a barcode, for Chromium's
 * `--use-file-for-fake-video-capture`. About 10 MB a second at the default size and rate.
 */
export async function writeY4m(options: Y4mOptions): Promise<void> {
  const { path, width = 640, height = 360, framesPerSecond = 30, seconds = 10, noise = false } = options;
  const stream = createWriteStream(path);
  stream.write(`YUV4MPEG2 W${width} H${height} F${framesPerSecond}:1 Ip A1:1 C420jpeg\n`);
  for (let frame = 0; frame < seconds * framesPerSecond; frame += 1) {
    stream.write('FRAME\n');
    const picture = barcodeFrame(frame % BARCODE_MODULUS, width, height);
    if (noise === 'everywhere') randomFillSync(picture);
    else if (noise) randomFillSync(picture, Math.round(height * 0.75) * width, Math.round(height * 0.25) * width);
    if (!stream.write(picture)) await once(stream, 'drain');
  }
  stream.end();
  await once(stream, 'finish');
}

/** One frame: the barcode at the top, a moving bar below it. */
function barcodeFrame(number: number, width: number, height: number): Uint8Array {
  const lumaBytes = width * height;
  const frame = new Uint8Array(lumaBytes * 1.5).fill(WHITE, 0, lumaBytes).fill(NO_COLOUR, lumaBytes);
  const fill = (rect: Rect): void => {
    for (let y = rect.y; y < rect.y + rect.height; y += 1) {
      frame.fill(BLACK, y * width + rect.x, y * width + rect.x + rect.width);
    }
  };
  const codeHeight = Math.round(height / 2);
  for (const rect of barcodeRects(number, { x: 0, y: 0, width, height: codeHeight })) fill(rect);
  const barWidth = Math.round(width / 10);
  const x = (number * 4) % (width - barWidth);
  fill({ x, y: codeHeight, width: barWidth, height: Math.round(height / 4) });
  return frame;
}
