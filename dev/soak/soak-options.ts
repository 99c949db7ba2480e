import { parseArgs } from 'node:util';
import type { Size } from '../../lib/capture/fit-size.ts';

/** How to use the command, to be printed. */
export const USAGE = `npm run soak -- [--minutes N] [--mbits N] [--size WxH] [--directory D]

Records a camera that shows noise with the real extension in a real browser, uploads it to a server that has a new trouble
every few seconds, and checks what must hold however long it takes. The last line is JSON; the exit code is 1 when
anything was not as it should be.

  --minutes    how long it records; 10 when absent
  --mbits      the bitrate that is asked for, in Mbit/s; 40 when absent. What is reached depends on the machine
  --size       the camera's picture; 480x272 when absent: a larger one takes more of the processor for each bit
  --directory  where the browser's profile and the received file are put, and removed at the end; both hold the whole
               recording. A temporary one when absent`;

/** What is asked for. */
export interface SoakOptions {
  readonly minutes: number;
  readonly mbits: number;
  readonly size: Size;
  /** Null: a temporary one. */
  readonly directory: string | null;
}

/** The one that `npm test` runs. */
export const SHORT_SOAK: Pick<SoakOptions, 'minutes' | 'mbits'> = { minutes: 1, mbits: 40 };

/**
 * Reads the command line; null when only the usage is asked for.
 * @throws Error with a sentence on what is wrong.
 */
export function readSoakOptions(args: readonly string[]): SoakOptions | null {
  const { values } = parseArgs({
    args: [...args],
    options: {
      minutes: { type: 'string', default: '10' },
      mbits: { type: 'string', default: '40' },
      size: { type: 'string', default: '480x272' },
      directory: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return null;
  const minutes = Number(values.minutes);
  if (!(minutes >= 0.5 && minutes <= 24 * 60)) throw new Error('--minutes is a number from 0.5 to 1440.');
  const mbits = Number(values.mbits);
  if (!(mbits >= 1 && mbits <= 100)) throw new Error('--mbits is a number from 1 to 100.');
  const [, width, height] = (/^(\d+)x(\d+)$/.exec(values.size) ?? []).map(Number);
  if (!isSide(width) || !isSide(height)) throw new Error('--size is like 480x272: even numbers from 160 to 3840.');
  return { minutes, mbits, size: { width, height }, directory: values.directory ?? null };
}

function isSide(pixels: number | undefined): pixels is number {
  return pixels !== undefined && pixels % 2 === 0 && pixels >= 160 && pixels <= 3_840;
}
