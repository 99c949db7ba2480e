import type { Browser } from 'puppeteer-core';
import type { Examination } from '../pages/player.ts';

const POINTS = 12;
/** On a heavily overloaded machine, frames are captured, encoded and shown this late. */
const TOLERANCE_SECONDS = 4;
/** But no more than this share of the time it takes the numbers to start over, or any number would pass. */
const TOLERANCE_SHARE = 0.3;
const FRAMES_PER_SECOND = 30;
/** At least this share of the sampled points must show a number: a frame may be caught mid-change. */
const LEAST_READABLE = 0.75;
const LEAST_RMS = 0.005;

/** Plays a recording in the browser and examines its picture and sound. `fileUrl` is on the origin of `origin`. */
export async function playBack(browser: Browser, origin: string, fileUrl: string): Promise<Examination> {
  const page = await browser.newPage();
  try {
    await page.goto(`${origin}/pages/player.html?src=${encodeURIComponent(fileUrl)}`);
    return await page.evaluate((points) => window.reelayPlayer.examine({ points }), POINTS);
  } finally {
    await page.close();
  }
}

/** What a recording must hold to be the right one. */
export interface Expectation {
  /** The frame numbers start over at 0 after this many. */
  readonly frameNumbersModulo: number;
  /** The tone that must be heard; null when any sound will do. */
  readonly toneHz: number | null;
}

/** The reasons to doubt that the recording is what it should be, in sentences; none when it is. */
export function doubtsAbout(examination: Examination, expected: Expectation): string[] {
  return [...doubtsAboutPicture(examination, expected.frameNumbersModulo), ...doubtsAboutSound(examination, expected)];
}

function doubtsAboutPicture({ frames }: Examination, modulo: number): string[] {
  const read = frames.flatMap(({ atSeconds, number }) => (number === null ? [] : [{ atSeconds, number }]));
  const [first] = read;
  if (first === undefined || read.length < Math.ceil(frames.length * LEAST_READABLE)) {
    return [`Frame numbers could be read at only ${read.length} of ${frames.length} points.`];
  }
  const tolerance = Math.min(TOLERANCE_SECONDS, (modulo / FRAMES_PER_SECOND) * TOLERANCE_SHARE);
  return read.flatMap(({ atSeconds, number }, index) => {
    const before = read[index - 1];
    if (before !== undefined && goesBack(before, { atSeconds, number }, modulo)) {
      return [`The picture goes back, from frame ${before.number} to ${number}.`];
    }
    const expected = first.number + (atSeconds - first.atSeconds) * FRAMES_PER_SECOND;
    const off = distance(number, expected, modulo) / FRAMES_PER_SECOND;
    if (off <= tolerance) return [];
    return [
      `At ${atSeconds.toFixed(1)} s the picture is frame ${number}, ${off.toFixed(1)} s away from where it belongs.`,
    ];
  });
}

interface ReadFrame {
  readonly atSeconds: number;
  readonly number: number;
}

/** Between points far apart, the numbers may have wrapped around, so nothing can be concluded. */
function goesBack(before: ReadFrame, after: ReadFrame, modulo: number): boolean {
  const isNear = (after.atSeconds - before.atSeconds) * FRAMES_PER_SECOND < modulo / 4;
  return isNear && ahead(after.number, before.number, modulo) > modulo / 2;
}

/** The distance between two numbers on a circle of `modulo`. */
function distance(a: number, b: number, modulo: number): number {
  const steps = ahead(a, b, modulo);
  return Math.min(steps, modulo - steps);
}

/** The number of steps forward from `b` to `a` on a circle of `modulo`. */
function ahead(a: number, b: number, modulo: number): number {
  return (((a - b) % modulo) + modulo) % modulo;
}

function doubtsAboutSound({ audio, durationSeconds }: Examination, { toneHz }: Expectation): string[] {
  if (audio === null) return ['It has no sound track.'];
  if (audio.rms < LEAST_RMS) return ['It is silent.'];
  if (Math.abs(audio.seconds - durationSeconds) > 1) {
    return [`Its sound lasts ${audio.seconds.toFixed(1)} s, its picture ${durationSeconds.toFixed(1)} s.`];
  }
  if (toneHz !== null && (audio.dominantHz === null || Math.abs(audio.dominantHz - toneHz) > 4)) {
    return [`Its tone is ${audio.dominantHz} Hz, not ${toneHz} Hz.`];
  }
  return [];
}
