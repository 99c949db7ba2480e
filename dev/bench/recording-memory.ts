import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'puppeteer-core';
import { MIB } from '../../lib/base/byte-units.ts';
import { browserPid, descendantsOf } from '../browser/process-tree.ts';
import { Reelay } from '../browser/reelay.ts';
import { startReceiver } from '../receiver/receiver.ts';
import { startBareRecorder, stopBareRecorder } from './bare-recorder.ts';
import { DEFAULT_WISHES } from './default-wishes.ts';
import { writeFilm } from './film.ts';
import { median } from './median.ts';
import type { BenchSetting, Table } from './part.ts';
import { renderersOf, residentBytes } from './process-memory.ts';

const WAYS = ['Reelay', 'a bare MediaRecorder'] as const;
type Way = (typeof WAYS)[number];
/** More than the default, so that anything retained shows within minutes. */
const WISHES = { ...DEFAULT_WISHES, videoBitsPerSecond: 20_000_000 };
const SETTLE_MS = 15_000;
/** A process's memory goes up and down as garbage is made and collected, so a look is the median of this many. */
const LOOKS = 20;
const LOOK_EVERY_MS = 500;
const PATIENCE_MS = 120_000;

/** What processes hold, in resident bytes. */
interface Held {
  /** The browser's own process, where Blobs are. */
  readonly browserBytes: number;
  /** The process of the extension's pages. */
  readonly pagesBytes: number;
  /** All processes together. */
  readonly allBytes: number;
}

/** What the browser held during one recording: soon after its start, and a while later. */
export interface RecordingMemoryRow {
  readonly way: Way;
  readonly windowMs: number;
  readonly begin: Held;
  readonly end: Held;
}

/** `grownBytesPerMinute`: how much all processes together grew per minute when recorded by Reelay. */
export interface RecordingMemoryResult {
  readonly grownBytesPerMinute: number;
  readonly recordedMbitPerSecond: number;
  readonly rows: readonly RecordingMemoryRow[];
}

/** Records with Reelay and with a bare recorder that discards its slices, each in its own browser. */
export async function measureRecordingMemory(setting: BenchSetting): Promise<RecordingMemoryResult> {
  const { extensionDirectory, directory, quick, progress } = setting;
  const windowMs = quick ? 1_000 : 120_000;
  const filmPath = await writeFilm(setting);
  await using receiver = await startReceiver();
  const rows: RecordingMemoryRow[] = [];
  let recordedMbitPerSecond = 0;
  for (const way of WAYS) {
    const profileDirectory = join(directory, `recording-memory-${rows.length}`);
    await using reelay = await Reelay.launch({ extensionDirectory, profileDirectory, camera: { filmPath } });
    await reelay.inspector.setSettings(WISHES);
    const page = await reelay.openPage(`${receiver.origin}/pages/player.html`);
    const startedAtMs = performance.now();
    const recording = way === 'Reelay' ? await record(reelay, page, (await receiver.mint()).url) : null;
    if (recording === null) await startBareRecorder(reelay.inspector.page, WISHES, false);
    await delay(quick ? 1_000 : SETTLE_MS);
    const begin = await look(reelay, quick ? 1 : LOOKS);
    await delay(windowMs);
    const end = await look(reelay, quick ? 1 : LOOKS);
    if (recording === null) await stopBareRecorder(reelay.inspector.page, null);
    else {
      const seconds = (performance.now() - startedAtMs) / 1_000;
      recordedMbitPerSecond = ((await recording.stop()) * 8) / seconds / 1_000_000;
    }
    const row = { way, windowMs, begin, end };
    rows.push(row);
    progress(`${way}: ${inMib(begin.allBytes)}, then ${inMib(end.allBytes)}`);
  }
  return {
    grownBytesPerMinute: Math.max(...rows.filter(({ way }) => way === 'Reelay').map(growth)),
    recordedMbitPerSecond,
    rows,
  };
}

/** The results as a table. */
export function recordingMemoryTable({ rows, recordedMbitPerSecond }: RecordingMemoryResult): Table {
  const seconds = (rows[0]?.windowMs ?? 0) / 1_000;
  const recorded = (recordedMbitPerSecond * seconds * 1_000_000) / 8 / MIB;
  const change = ({ begin, end }: RecordingMemoryRow, of: (held: Held) => number) =>
    `${inMib(of(begin))}, ${of(end) < of(begin) ? '−' : '+'}${inMib(Math.abs(of(end) - of(begin)))}`;
  return {
    title: 'Memory while recording',
    about:
      `A camera at ${recordedMbitPerSecond.toFixed(1)} Mbit/s, recorded and uploaded by Reelay, and recorded by a bare MediaRecorder ` +
      `whose slices are discarded: resident memory ${SETTLE_MS / 1_000} s after the start, and the change over the next ` +
      `${seconds.toFixed(0)} s, in which ${recorded.toFixed(0)} MiB were recorded.`,
    columns: ['', 'browser process', 'extension pages', 'all processes'],
    rows: rows.map((row) => [
      row.way,
      change(row, ({ browserBytes }) => browserBytes),
      change(row, ({ pagesBytes }) => pagesBytes),
      change(row, ({ allBytes }) => allBytes),
    ]),
  };
}

/** Starts a recording; `stop` resolves to its bytes. */
async function record(reelay: Reelay, page: Page, uploadUrl: string): Promise<{ stop(): Promise<number> }> {
  const { id } = await reelay.startRecording(page, { uploadUrl, source: 'camera' });
  return {
    stop: async () => {
      const { popup } = await reelay.stopRecording(page);
      const { sealedBytes } = await reelay.waitForComplete(id, PATIENCE_MS);
      await popup.close();
      return sealedBytes ?? 0;
    },
  };
}

async function look({ browser }: Reelay, times: number): Promise<Held> {
  const looks: Held[] = [];
  for (let left = times; left > 0; left -= 1) {
    const own = browserPid(browser);
    looks.push({
      browserBytes: residentBytes([own]),
      pagesBytes: residentBytes(renderersOf(browser, 'extension')),
      allBytes: residentBytes([own, ...descendantsOf(own)]),
    });
    if (left > 1) await delay(LOOK_EVERY_MS);
  }
  const middle = (of: (held: Held) => number) => median(looks.map(of));
  return {
    browserBytes: middle(({ browserBytes }) => browserBytes),
    pagesBytes: middle(({ pagesBytes }) => pagesBytes),
    allBytes: middle(({ allBytes }) => allBytes),
  };
}

function growth({ begin, end, windowMs }: RecordingMemoryRow): number {
  return ((end.allBytes - begin.allBytes) * 60_000) / windowMs;
}

function inMib(bytes: number): string {
  return `${(bytes / MIB).toFixed(0)} MiB`;
}
