import { parseArgs } from 'node:util';
import type { Size } from '../../lib/base/pixels.ts';

/** The command's help text. */
export const USAGE = `npm run soak -- [--source S] [--minutes N] [--mbits N] [--size WxH] [--directory D]

Records a camera that shows noise, or a tab with that camera over it, with the real extension in a real browser, uploads it to a server that has a new trouble
every few seconds, and checks what must hold however long it takes. The last line is JSON; the exit code is 1 when
anything was not as it should be.

  --source     camera (when absent) or tabCamera: a page that flashes and beeps, the camera over it, and the microphone; then
               sound and picture are compared at the beginning and at the end
  --minutes    how long it records; 10 when absent
  --mbits      the bitrate that is asked for, in Mbit/s; 40 when absent, 4 for a tab. What is reached depends on the machine
  --size       the camera's picture, such as 608x336; when absent, the smallest in which the encoder can put that many bits
  --directory  where the browser's profile and the received file are put, and removed at the end; both hold the whole
               recording. A temporary one when absent`;

/** The command's options. */
export interface SoakOptions {
  readonly source: 'camera' | 'tabCamera';
  readonly minutes: number;
  readonly mbits: number;
  readonly size: Size;
  /** Null: a temporary directory. */
  readonly directory: string | null;
}

const DEFAULT_MBITS = { camera: 40, tabCamera: 4 };
const FRAMES_PER_SECOND = 30;
/** What VP9 makes of a pixel of noise at its finest. A larger picture takes more CPU time per bit. */
const MOST_BITS_PER_PIXEL = 6.8;
const SIDES = { width: 16, height: 9 };
/** Codecs prefer sides that are a multiple of this. */
const SIDE_STEP = 16;

/** The smallest picture, about 16:9, whose noise can fill this bitrate. */
export function sizeFor(mbits: number): Size {
  const pixels = (mbits * 1_000_000) / FRAMES_PER_SECOND / MOST_BITS_PER_PIXEL;
  const unit = Math.sqrt(pixels / (SIDES.width * SIDES.height));
  const side = (share: number) => Math.max(160, Math.ceil((unit * share) / SIDE_STEP) * SIDE_STEP);
  return { width: side(SIDES.width), height: side(SIDES.height) };
}

/** What kept a recording below the requested bitrate, as a sentence; null when it came close. */
export function limitOf(askedMbits: number, reachedMbits: number, framesPerSecond: number): string | null {
  if (reachedMbits >= askedMbits * 0.9) return null;
  return framesPerSecond < FRAMES_PER_SECOND * 0.9
    ? `The processor limited it: the encoder managed ${framesPerSecond.toFixed(1)} of ${FRAMES_PER_SECOND} frames a second.`
    : 'The picture limited it: the encoder cannot put more bits into one of this size. Use a larger --size.';
}

/** The soak that `npm run test:all` runs. */
export const SHORT_SOAK: Pick<SoakOptions, 'minutes' | 'mbits'> = { minutes: 1, mbits: 40 };

/**
 * Reads the command line; null when only the help text is wanted.
 * @throws Error that says what is wrong.
 */
export function readSoakOptions(args: readonly string[]): SoakOptions | null {
  const { values } = parseArgs({
    args: [...args],
    options: {
      source: { type: 'string', default: 'camera' },
      minutes: { type: 'string', default: '10' },
      mbits: { type: 'string' },
      size: { type: 'string' },
      directory: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return null;
  const { source } = values;
  if (source !== 'camera' && source !== 'tabCamera') throw new Error('--source is camera or tabCamera.');
  const minutes = Number(values.minutes);
  if (!(minutes >= 0.5 && minutes <= 24 * 60)) throw new Error('--minutes is a number from 0.5 to 1440.');
  const mbits = Number(values.mbits ?? DEFAULT_MBITS[source]);
  if (!(mbits >= 1 && mbits <= 100)) throw new Error('--mbits is a number from 1 to 100.');
  const size = values.size === undefined ? sizeFor(mbits) : parseSize(values.size);
  return { source, minutes, mbits, size, directory: values.directory ?? null };
}

function parseSize(text: string): Size {
  const [, width, height] = (/^(\d+)x(\d+)$/.exec(text) ?? []).map(Number);
  if (!isSide(width) || !isSide(height)) throw new Error('--size is like 608x336: even numbers from 160 to 3840.');
  return { width, height };
}

function isSide(pixels: number | undefined): pixels is number {
  return pixels !== undefined && pixels % 2 === 0 && pixels >= 160 && pixels <= 3_840;
}
