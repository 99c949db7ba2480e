import type { Page } from 'puppeteer-core';
import type { Span } from '../../pages/examine.ts';
import { median } from '../median.ts';
import type { Scene } from './scene.ts';

/** A beep belongs to a flash nearer than this. */
const NEAR_SECONDS = 0.5;
/** How much longer the film is than the recording, because the popup opens and closes meanwhile. */
const SPARE_SECONDS = 10;
const FILM_PATIENCE_MS = 120_000;
/** This many neighbours count as one moment: their median doesn't depend on the 33 ms between two frames. */
const GROUP = 8;

/** What is recorded: a page that draws and plays sound by itself, or one that plays a film. */
export type SyncScene = 'a page that beeps' | 'a page that beeps, and the microphone' | 'a film';

/** How far the sound lags the picture, in milliseconds. */
export interface SyncResult {
  readonly scene: SyncScene;
  readonly flashes: number;
  readonly medianMs: number;
  readonly minMs: number;
  readonly maxMs: number;
  /** The largest change from one group of flashes to the next. */
  readonly stepMs: number;
}

/** Records a page that flashes and beeps, and finds both in what arrived. */
export async function measureSync(scene: Scene, what: SyncScene, lengthMs: number): Promise<SyncResult> {
  if (what === 'a film') {
    await scene.show(`flash-film.html?seconds=${Math.ceil(lengthMs / 1_000) + SPARE_SECONDS}`);
    await scene.page.waitForFunction(() => document.title === 'Playing', { timeout: FILM_PATIENCE_MS });
  } else await scene.show('flash-beep.html');
  const { url } = await scene.record({ source: 'tab', microphone: what.endsWith('microphone') }, lengthMs);
  const behindMs = await scene.examine((page) => readBehind(page, url));
  const groups: number[] = [];
  for (let at = 0; at + GROUP <= behindMs.length; at += GROUP) groups.push(median(behindMs.slice(at, at + GROUP)));
  const steps = groups.slice(1).map((value, index) => Math.abs(value - (groups[index] ?? value)));
  return {
    scene: what,
    flashes: behindMs.length,
    medianMs: median(behindMs),
    minMs: Math.min(...behindMs),
    maxMs: Math.max(...behindMs),
    stepMs: Math.max(0, ...steps),
  };
}

/**
 * How far each beep of a recording lags its flash, in milliseconds, in order.
 * @param page examine.html. @param span the part to look at; all of it when absent.
 */
export async function readBehind(page: Page, url: string, span?: Span): Promise<readonly number[]> {
  const { flashes, beeps } = await page.evaluate(
    async (recording, part) => {
      const pictures = await window.reelayExamine.pictures(recording, false, part);
      const { onsetsSeconds } = await window.reelayExamine.sound(recording, part);
      const begins = pictures.filter(({ isBright }, index) => isBright && pictures[index - 1]?.isBright === false);
      return { flashes: begins.map(({ atSeconds }) => atSeconds), beeps: onsetsSeconds };
    },
    url,
    span,
  );
  return flashes.flatMap((flash) => {
    const beep = beeps.find((at) => Math.abs(at - flash) < NEAR_SECONDS);
    return beep === undefined ? [] : [(beep - flash) * 1_000];
  });
}

/** The share of samples at full scale when recording a loud tab and a loud microphone. */
export async function measureFullScale(scene: Scene, lengthMs: number): Promise<number> {
  await scene.show('flash-beep.html?loud');
  const { url } = await scene.record({ source: 'tab', microphone: true }, lengthMs);
  const { fullScaleShare } = await scene.examine((page) =>
    page.evaluate((recording) => window.reelayExamine.sound(recording), url),
  );
  return fullScaleShare;
}
