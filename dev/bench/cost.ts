import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'puppeteer-core';
import type { Size } from '../../lib/base/pixels.ts';
import { PRESETS } from '../../lib/recording/presets.ts';
import { Reelay } from '../browser/reelay.ts';
import { readPackets } from '../chaos/read-packets.ts';
import { type Receiver, startReceiver } from '../receiver/receiver.ts';
import { startBareRecorder, stopBareRecorder } from './bare-recorder.ts';
import { DEFAULT_WISHES } from './default-wishes.ts';
import { FILM_SIZE, writeFilm } from './film.ts';
import { median } from './median.ts';
import type { BenchSetting, Table } from './part.ts';
import { cpuSecondsOf } from './process-cpu.ts';

const SETTLE_MS = 3_000;
const COUNTED_MS = 10_000;
const PATIENCE_MS = 120_000;

/**
 * What the preset Small asks for: a small machine can't encode more in time. The smaller the picture, the less its
 * encoding costs, and the more everything else counts.
 */
const SMALL: Size = { width: PRESETS.small.width, height: PRESETS.small.height };

/** What a minute of recording costs. CPU seconds are for all of the browser's processes. */
export interface CostRow {
  readonly cpuSecondsPerMinute: number;
  readonly bareCpuSecondsPerMinute: number;
}

/** The cost for one size of camera picture, in pixels. Frames are per second of the recording. */
export interface PictureCost extends Size {
  /** The median of the rounds' ratios. */
  readonly cpuOverheadRatio: number;
  readonly framesPerSecond: number;
  readonly bareFramesPerSecond: number;
  readonly recordedMbitPerSecond: number;
  readonly rows: readonly CostRow[];
}

/** `cpuOverheadRatio` is for the picture of the preset Small; in a quick round, for a smaller one. */
export interface CostResult {
  readonly cpuOverheadRatio: number;
  readonly pictures: readonly PictureCost[];
}

interface Scene {
  readonly reelay: Reelay;
  readonly receiver: Receiver;
  readonly page: Page;
  readonly settleMs: number;
  readonly windowMs: number;
}

interface Recorded {
  readonly cpuSeconds: number;
  readonly framesPerSecond: number;
  readonly mbitPerSecond: number;
}

/** Records the same film with Reelay, which uploads it, and with a bare recorder, which discards it, taking turns. */
export async function measureCost(setting: BenchSetting): Promise<CostResult> {
  const pictures: PictureCost[] = [];
  for (const size of setting.quick ? [FILM_SIZE] : [FILM_SIZE, SMALL])
    pictures.push(await measurePicture(size, setting));
  return { cpuOverheadRatio: pictures.at(-1)?.cpuOverheadRatio ?? Number.NaN, pictures };
}

async function measurePicture(size: Size, setting: BenchSetting): Promise<PictureCost> {
  const { extensionDirectory, directory, quick, progress } = setting;
  const rounds = quick ? 1 : 8;
  const windowMs = quick ? 2_000 : 10_000;
  const filmPath = await writeFilm(setting, size);
  await using receiver = await startReceiver();
  const profileDirectory = join(directory, `cost-${size.height}`);
  await using reelay = await Reelay.launch({ extensionDirectory, profileDirectory, camera: { filmPath } });
  const page = await reelay.openPage(`${receiver.origin}/pages/player.html`);
  const scene: Scene = { reelay, receiver, page, settleMs: quick ? 500 : SETTLE_MS, windowMs };
  const perMinute = (cpuSeconds: number) => (cpuSeconds * 60_000) / windowMs;
  const rows: CostRow[] = [];
  const recordings: Recorded[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const ours = round % 2 === 0 ? await recordWithReelay(scene) : null;
    const bareSeconds = await recordBare(scene);
    const recorded = ours ?? (await recordWithReelay(scene));
    recordings.push(recorded);
    const row = {
      cpuSecondsPerMinute: perMinute(recorded.cpuSeconds),
      bareCpuSecondsPerMinute: perMinute(bareSeconds),
    };
    rows.push(row);
    progress(
      `${size.width}×${size.height}: ${row.cpuSecondsPerMinute.toFixed(1)} s a minute, bare ${row.bareCpuSecondsPerMinute.toFixed(1)} s`,
    );
  }
  return {
    ...size,
    cpuOverheadRatio: median(
      rows.map(({ cpuSecondsPerMinute, bareCpuSecondsPerMinute }) => cpuSecondsPerMinute / bareCpuSecondsPerMinute),
    ),
    framesPerSecond: median(recordings.map(({ framesPerSecond }) => framesPerSecond)),
    bareFramesPerSecond: await framesOfBare(scene, quick ? 1_000 : COUNTED_MS, join(directory, 'bare.webm')),
    recordedMbitPerSecond: median(recordings.map(({ mbitPerSecond }) => mbitPerSecond)),
    rows,
  };
}

/** The results as a table. */
export function costTable({ pictures }: CostResult): Table {
  return {
    title: 'Cost while recording',
    about:
      'CPU seconds of the whole browser per minute of camera recording: recorded and uploaded by Reelay, and recorded by a ' +
      `bare MediaRecorder whose slices are discarded. The ratio is the median of ${pictures[0]?.rows.length} rounds.`,
    columns: ['', 'Reelay', 'bare MediaRecorder', 'ratio', 'frames/s', 'frames/s, bare'],
    rows: pictures.map((picture) => [
      `${picture.width}×${picture.height}, ${picture.recordedMbitPerSecond.toFixed(1)} Mbit/s`,
      `${median(picture.rows.map(({ cpuSecondsPerMinute }) => cpuSecondsPerMinute)).toFixed(1)} s`,
      `${median(picture.rows.map(({ bareCpuSecondsPerMinute }) => bareCpuSecondsPerMinute)).toFixed(1)} s`,
      picture.cpuOverheadRatio.toFixed(3),
      picture.framesPerSecond.toFixed(1),
      picture.bareFramesPerSecond.toFixed(1),
    ]),
  };
}

async function recordWithReelay({ reelay, receiver, page, settleMs, windowMs }: Scene): Promise<Recorded> {
  const { id: sessionId, url: uploadUrl } = await receiver.mint();
  const { id } = await reelay.startRecording(page, { uploadUrl, source: 'camera' });
  await delay(settleMs);
  const cpuSeconds = await cpuSecondsOf(reelay.browser, windowMs);
  const { popup } = await reelay.stopRecording(page);
  await reelay.waitForComplete(id, PATIENCE_MS);
  await popup.close();
  const { video, seconds } = await readPackets(receiver.filePath(sessionId));
  const { size } = await receiver.session(sessionId);
  return { cpuSeconds, framesPerSecond: video / seconds, mbitPerSecond: (size * 8) / seconds / 1_000_000 };
}

async function recordBare({ reelay, settleMs, windowMs }: Scene): Promise<number> {
  const { page } = reelay.inspector;
  await startBareRecorder(page, DEFAULT_WISHES, false);
  await delay(settleMs);
  const cpuSeconds = await cpuSecondsOf(reelay.browser, windowMs);
  await stopBareRecorder(page, null);
  return cpuSeconds;
}

/** Counted in a separate recording: keeping the bytes would add to the cost. */
async function framesOfBare({ reelay }: Scene, lengthMs: number, path: string): Promise<number> {
  const { page } = reelay.inspector;
  await startBareRecorder(page, DEFAULT_WISHES, true);
  await delay(lengthMs);
  await stopBareRecorder(page, path);
  const { video, seconds } = await readPackets(path);
  return video / seconds;
}
