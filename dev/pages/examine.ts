/*
 * Decodes the recording at a URL, picture by picture and sample by sample, and measures it: `window.reelayExamine`.
 * Nothing is played, so no player smooths anything over.
 */
import { AudioSampleSink, BlobSource, Input, MATROSKA, MP4, VideoSampleSink, WEBM } from 'mediabunny';
import { readBarcode } from './barcode.ts';

/** The level, out of 255, at which a picture counts as a flash. */
const BRIGHT = 128;
/** A patch in the middle is enough to detect a flash. */
const PATCH_PIXELS = 16;
/** The lowest level that counts as a beep. */
const BEEP_LEVEL = 0.05;
/** How long it must have been quiet before a new sound begins. */
const QUIET_SECONDS = 0.3;
/** A sample this loud has no headroom: it's clipped, or about to be. */
const FULL_SCALE = 0.999;
/** The square of the greatest difference between two shades. */
const PEAK_POWER = 255 ** 2;

/** A picture of a recording. */
export interface ExaminedPicture {
  /** When it's shown, in seconds of the recording. */
  readonly atSeconds: number;
  readonly width: number;
  readonly height: number;
  /** The number in its barcode; null when not asked for, or when there is none. */
  readonly number: number | null;
  /** Whether the middle of the picture is bright. */
  readonly isBright: boolean;
}

/** The sound of a recording. */
export interface ExaminedSound {
  /** When a sound begins after silence, in seconds of the recording. */
  readonly onsetsSeconds: readonly number[];
  /** The share of samples at full scale. */
  readonly fullScaleShare: number;
  readonly seconds: number;
}

/** How close a picture of a recording is to the original. */
export interface Likeness {
  readonly width: number;
  readonly height: number;
  /** Peak signal-to-noise ratio of the brightness, in dB; 99 when nothing differs. */
  readonly psnr: number;
}

/** A part of a recording, in seconds. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

const ALL: Span = { from: 0, to: Number.POSITIVE_INFINITY };

/** The page's API for its driver. Without a span, the whole recording is examined. */
export interface ReelayExamine {
  pictures(url: string, readsBarcodes: boolean, span?: Span): Promise<readonly ExaminedPicture[]>;
  sound(url: string, span?: Span): Promise<ExaminedSound>;
  /** Compares the last picture with a screenshot, given as a data URL, where the two overlap. */
  compareLast(url: string, screenshot: string): Promise<Likeness>;
}

declare global {
  interface Window {
    reelayExamine: ReelayExamine;
  }
}

window.reelayExamine = {
  async pictures(url, readsBarcodes, { from, to } = ALL) {
    using input = await open(url);
    const found: ExaminedPicture[] = [];
    for await (const sample of new VideoSampleSink(await pictureTrack(input)).samples(from, to)) {
      const { timestamp: atSeconds, displayWidth: width, displayHeight: height } = sample;
      const area = readsBarcodes
        ? { x: 0, y: 0, width, height }
        : { x: width / 2, y: height / 2, width: PATCH_PIXELS, height: PATCH_PIXELS };
      const context = canvasOf(area.width, area.height);
      sample.draw(context, area.x, area.y, area.width, area.height, 0, 0, area.width, area.height);
      sample.close();
      const picture = context.getImageData(0, 0, area.width, area.height);
      const middle = (Math.floor(area.height / 2) * area.width + Math.floor(area.width / 2)) * 4;
      const isBright = (picture.data[middle] ?? 0) >= BRIGHT;
      found.push({ atSeconds, width, height, number: readsBarcodes ? readBarcode(picture) : null, isBright });
    }
    return found;
  },

  async sound(url, { from, to } = ALL) {
    using input = await open(url);
    const track = await input.getPrimaryAudioTrack();
    if (track === null) throw new Error('The recording has no sound.');
    const onsetsSeconds: number[] = [];
    let [samples, loud, seconds, lastHeard] = [0, 0, 0, -QUIET_SECONDS];
    for await (const piece of new AudioSampleSink(track).samples(from, to)) {
      const data = new Float32Array(piece.numberOfFrames);
      piece.copyTo(data, { planeIndex: 0, format: 'f32-planar' });
      for (const [index, value] of data.entries()) {
        const level = Math.abs(value);
        if (level >= FULL_SCALE) loud += 1;
        if (level < BEEP_LEVEL) continue;
        const at = piece.timestamp + index / piece.sampleRate;
        if (at - lastHeard >= QUIET_SECONDS) onsetsSeconds.push(at);
        lastHeard = at;
      }
      samples += data.length;
      seconds = piece.timestamp + piece.duration;
      piece.close();
    }
    return { onsetsSeconds, fullScaleShare: samples === 0 ? 0 : loud / samples, seconds };
  },

  async compareLast(url, screenshot) {
    using input = await open(url);
    let recorded: OffscreenCanvasRenderingContext2D | null = null;
    for await (const sample of new VideoSampleSink(await pictureTrack(input)).samples()) {
      recorded = canvasOf(sample.displayWidth, sample.displayHeight);
      sample.draw(recorded, 0, 0);
      sample.close();
    }
    if (recorded === null) throw new Error('The recording has no picture that can be decoded.');
    const { width, height } = recorded.canvas;
    const bitmap = await createImageBitmap(await (await fetch(screenshot)).blob());
    const shown = canvasOf(bitmap.width, bitmap.height);
    shown.drawImage(bitmap, 0, 0);
    const size = { width: Math.min(width, bitmap.width), height: Math.min(height, bitmap.height) };
    const wanted = lumaOf(shown.getImageData(0, 0, size.width, size.height));
    // The line the browser adds to an odd side may be the first or the last.
    const places = [0, Math.min(1, width - size.width)].flatMap((x) =>
      [0, Math.min(1, height - size.height)].map((y) => ({ x, y })),
    );
    const found = recorded;
    const psnrs = places.map(({ x, y }) => psnrOf(lumaOf(found.getImageData(x, y, size.width, size.height)), wanted));
    return { width, height, psnr: Math.max(...psnrs) };
  },
};

async function open(url: string): Promise<Input> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`The recording cannot be fetched: ${answer.status}.`);
  return new Input({ source: new BlobSource(await answer.blob()), formats: [WEBM, MATROSKA, MP4] });
}

async function pictureTrack(input: Input) {
  const track = await input.getPrimaryVideoTrack();
  if (track === null) throw new Error('The recording has no picture.');
  return track;
}

function canvasOf(width: number, height: number): OffscreenCanvasRenderingContext2D {
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('There is no 2D canvas.');
  return context;
}

function psnrOf(a: Float32Array, b: Float32Array): number {
  const power = a.reduce((sum, value, index) => sum + (value - (b[index] ?? 0)) ** 2, 0) / a.length;
  return power === 0 ? 99 : 10 * Math.log10(PEAK_POWER / power);
}

function lumaOf({ data, width, height }: ImageData): Float32Array {
  return Float32Array.from(
    { length: width * height },
    (_, index) =>
      0.299 * (data[index * 4] ?? 0) + 0.587 * (data[index * 4 + 1] ?? 0) + 0.114 * (data[index * 4 + 2] ?? 0),
  );
}
