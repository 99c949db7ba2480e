import { EncodedPacketSink, FilePathSource, Input, MATROSKA, MP4, WEBM } from 'mediabunny';
import { BARCODE_MODULUS } from '../../pages/barcode.ts';
import { cpuSecondsOf } from '../process-cpu.ts';
import type { Received, Scene } from './scene.ts';

const PAGE_FRAMES_PER_SECOND = 30;
const FIRST_SECONDS = 1;

/** How evenly frames follow each other. */
export interface FlowResult {
  readonly framesPerSecond: number;
  /** The largest gap between two frames that begins in the first second, and the largest after it, in milliseconds. */
  readonly firstSecondGapMs: number;
  readonly laterGapMs: number;
}

/** The recording of a page whose frames are numbered. */
export interface NumberedResult {
  /** The percentage of the numbers the page showed that are in no frame of the recording. */
  readonly missingPercent: number;
  readonly framesPerSecond: number;
  /** CPU seconds the whole browser uses per second, including the page's own drawing. */
  readonly cores: number;
}

/** Reads the times of all frames in a recording. */
export async function flowOf({ path }: Received): Promise<FlowResult> {
  using input = new Input({ source: new FilePathSource(path), formats: [WEBM, MATROSKA, MP4] });
  const track = await input.getPrimaryVideoTrack();
  if (track === null) throw new Error('The recording has no picture.');
  const times: number[] = [];
  for await (const { timestamp } of new EncodedPacketSink(track).packets()) times.push(timestamp);
  const gaps = times
    .slice(1)
    .map((at, index) => ({ from: times[index] ?? at, ms: (at - (times[index] ?? at)) * 1_000 }));
  const largest = (of: typeof gaps) => Math.max(0, ...of.map(({ ms }) => ms));
  const [first = 0, last = 0] = [times[0], times.at(-1)];
  return {
    framesPerSecond: last === first ? 0 : (times.length - 1) / (last - first),
    firstSecondGapMs: largest(gaps.filter(({ from }) => from - first < FIRST_SECONDS)),
    laterGapMs: largest(gaps.filter(({ from }) => from - first >= FIRST_SECONDS)),
  };
}

/** Records a page that shows 30 numbers a second and checks which ones arrived. */
export async function measureNumbered(scene: Scene, lengthMs: number): Promise<NumberedResult> {
  await scene.show('frame-counter.html');
  let cpuSeconds = 0;
  const received = await scene.record({ source: 'tab' }, lengthMs, async () => {
    cpuSeconds = await cpuSecondsOf(scene.reelay.browser, lengthMs / 2);
  });
  const { framesPerSecond } = await flowOf(received);
  const pictures = await scene.examine((page) =>
    page.evaluate((recording) => window.reelayExamine.pictures(recording, true), received.url),
  );
  const numbers = pictures.flatMap(({ number }) => (number === null ? [] : [number]));
  const [first = 0, last = 0] = [numbers[0], numbers.at(-1)];
  const shown = ((last - first + BARCODE_MODULUS) % BARCODE_MODULUS) + 1;
  return {
    missingPercent: 100 * (1 - new Set(numbers).size / shown),
    framesPerSecond: Math.min(framesPerSecond, 2 * PAGE_FRAMES_PER_SECOND),
    cores: cpuSeconds / (lengthMs / 2_000),
  };
}
