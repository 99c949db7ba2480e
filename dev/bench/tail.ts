import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'puppeteer-core';
import type { Size } from '../../lib/base/pixels.ts';
import { DEFAULT_SETTINGS } from '../../lib/settings/settings.ts';
import { Reelay } from '../browser/reelay.ts';
import { type Receiver, startReceiver } from '../receiver/receiver.ts';
import { DEFAULT_WISHES } from './default-wishes.ts';
import { writeFilm } from './film.ts';
import { startOriginalWay, stopOriginalWay } from './original-way.ts';
import type { BenchSetting, Table } from './part.ts';
import { pressMoment } from './press-moment.ts';

const WAYS = ['default', 'send early', 'original'] as const;
type Way = (typeof WAYS)[number];

/** The recorder makes about 5 Mbit/s of this size. */
const PICTURE_SIZE: Size = { width: 848, height: 480 };
const LATENCY_MS = 50;
const SEND_EARLY_SECONDS = 2;
const PATIENCE_MS = 300_000;

/** One recording. Times are in milliseconds from the click on Stop. */
export interface TailRow {
  readonly uplinkMbitPerSecond: number;
  readonly way: Way;
  readonly recordedBytes: number;
  readonly recordedMbitPerSecond: number;
  /** What hadn't passed the uplink when Stop was clicked. */
  readonly unsentBytesAtStop: number;
  /** Until the server has all of it. */
  readonly tailMs: number;
  /** The time for the unsent bytes at the uplink's rate, plus two round trips. */
  readonly floorMs: number;
  readonly overFloorMs: number;
  readonly ratioToFloor: number;
}

/** All of them. */
export interface TailResult {
  readonly rows: readonly TailRow[];
}

interface Scene {
  readonly reelay: Reelay;
  readonly receiver: Receiver;
  readonly page: Page;
  readonly lengthMs: number;
}

/** Records over slow uplinks and measures the time from Stop until the server has everything. */
export async function measureTail(setting: BenchSetting): Promise<TailResult> {
  const { extensionDirectory, directory, quick, progress } = setting;
  const lengthMs = quick ? 2_000 : 60_000;
  const filmPath = await writeFilm(setting, PICTURE_SIZE);
  await using receiver = await startReceiver({ latencyMs: LATENCY_MS });
  const profileDirectory = join(directory, 'tail');
  await using reelay = await Reelay.launch({ extensionDirectory, profileDirectory, camera: { filmPath } });
  const page = await reelay.openPage(`${receiver.origin}/pages/player.html`);
  const rows: TailRow[] = [];
  for (const uplinkMbitPerSecond of quick ? [10] : [3, 10, 50]) {
    receiver.setBandwidth((uplinkMbitPerSecond * 1_000_000) / 8);
    for (const way of WAYS) {
      const row = await measureOne(way, uplinkMbitPerSecond, { reelay, receiver, page, lengthMs });
      rows.push(row);
      const over = `${Math.round(row.tailMs)} ms, ${Math.round(row.overFloorMs)} ms over the floor`;
      progress(
        `${uplinkMbitPerSecond} Mbit/s, ${way}: ${over}, ${row.recordedMbitPerSecond.toFixed(1)} Mbit/s recorded`,
      );
    }
  }
  return { rows };
}

/** The results as a table. */
export function tailTable({ rows }: TailResult): Table {
  return {
    title: 'Tail',
    about:
      `The time from Stop until the server has everything, over an uplink with ${LATENCY_MS} ms latency. The floor is the time ` +
      'that the unsent bytes need at the rate of the uplink, plus two round trips. Send early: every ' +
      `${SEND_EARLY_SECONDS} s. Original: chunks of one growing Blob; after the end it polls once a second, then sends the rest.`,
    columns: ['', 'recorded', 'unsent at Stop', 'floor', 'tail', 'over floor'],
    rows: rows.map((row) => [
      `${row.uplinkMbitPerSecond} Mbit/s, ${row.way}`,
      `${(row.recordedBytes / 1_000_000).toFixed(1)} MB`,
      `${(row.unsentBytesAtStop / 1_000_000).toFixed(1)} MB`,
      `${row.floorMs.toFixed(0)} ms`,
      `${row.tailMs.toFixed(0)} ms`,
      `${row.overFloorMs.toFixed(0)} ms`,
    ]),
  };
}

async function measureOne(way: Way, uplinkMbitPerSecond: number, scene: Scene): Promise<TailRow> {
  const { receiver, lengthMs } = scene;
  const upload = await receiver.mint();
  const before = receiver.arrivedBytes;
  const stop = way === 'original' ? await beginOriginal(scene, upload.url) : await beginReelay(scene, way, upload.url);
  const completing = receiver
    .completed(upload.id, { signal: AbortSignal.timeout(lengthMs + PATIENCE_MS) })
    .then(() => performance.now());
  await delay(lengthMs);
  const { arrivedBytes, atMs } = await stop();
  const tailMs = (await completing) - atMs;
  const { size: recordedBytes } = await receiver.session(upload.id);
  const unsentBytesAtStop = recordedBytes - (arrivedBytes - before);
  const floorMs = (unsentBytesAtStop * 8) / uplinkMbitPerSecond / 1_000 + 2 * LATENCY_MS;
  return {
    uplinkMbitPerSecond,
    way,
    recordedBytes,
    recordedMbitPerSecond: (recordedBytes * 8) / lengthMs / 1_000,
    unsentBytesAtStop,
    tailMs,
    floorMs,
    overFloorMs: tailMs - floorMs,
    ratioToFloor: tailMs / floorMs,
  };
}

/** When Stop was clicked, and what had passed the uplink at that moment. */
interface Stopped {
  readonly atMs: number;
  readonly arrivedBytes: number;
}

async function beginReelay(
  { reelay, receiver, page }: Scene,
  way: Way,
  uploadUrl: string,
): Promise<() => Promise<Stopped>> {
  const early = way === 'send early' ? { sendEarlySeconds: SEND_EARLY_SECONDS } : {};
  await reelay.inspector.setSettings({ ...DEFAULT_SETTINGS, ...early });
  const { id } = await reelay.startRecording(page, { uploadUrl, source: 'camera' });
  return async () => {
    const popup = await reelay.openPopup(page);
    const atMs = await pressMoment(popup, 'Stop recording');
    const { arrivedBytes } = receiver;
    await reelay.waitForComplete(id, PATIENCE_MS);
    await popup.close();
    return { atMs, arrivedBytes };
  };
}

async function beginOriginal({ receiver, page }: Scene, uploadUrl: string): Promise<() => Promise<Stopped>> {
  await startOriginalWay(page, uploadUrl, DEFAULT_WISHES);
  return async () => {
    const stopped = { atMs: performance.now(), arrivedBytes: receiver.arrivedBytes };
    await stopOriginalWay(page);
    return stopped;
  };
}
