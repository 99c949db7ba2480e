import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { MIB } from '../../lib/recording/byte-units.ts';
import { Reelay } from '../browser/reelay.ts';
import { type CatalogWrites, watchCatalogWrites } from './catalog-writes.ts';
import { median } from './median.ts';
import type { BenchSetting, Table } from './part.ts';
import { type Sink, startSink } from './sink.ts';
import { catalogue, type StoredRecording, storeRecording, untilComplete } from './stored-recording.ts';

const GIB = 1024 * MIB;
const STARTED_MS = 1_000;

/** How a recording of one length fared. Times are milliseconds. */
export interface GrowthRow {
  readonly recordingBytes: number;
  /** The median, from one answer to the next. */
  readonly chunkMs: number;
  /** What the catalog is told meanwhile: bytes of rows, for each request that is sent. */
  readonly catalogBytesPerChunk: number;
  /** From the start of the extension to the first request to the server; of all rounds. */
  readonly recoveryMs: readonly number[];
}

/** Ratio: the time for a chunk of the recording that is ten times as long, by that of the shorter. */
export interface GrowthResult {
  readonly chunkTimeRatio10xLonger: number;
  readonly recoveryMs1GiB: number;
  readonly recoveryMs10GiB: number;
  readonly rows: readonly GrowthRow[];
}

/** Has a short and a long recording taken up at the start of a browser and uploaded, round after round. */
export async function measureGrowth(setting: BenchSetting): Promise<GrowthResult> {
  const { quick, progress } = setting;
  const [shortBytes, longBytes] = quick ? [32 * MIB, 320 * MIB] : [GIB, 10 * GIB];
  await using sink = await startSink();
  const [short, long] = await store(setting, shortBytes, longBytes);
  const taken = new Map<StoredRecording, TakenUp[]>([
    [short, []],
    [long, []],
  ]);
  for (let round = 0; round < (quick ? 1 : 5); round += 1) {
    for (const [recording, rounds] of taken) {
      const upload = await takeUp(setting, recording, sink);
      rounds.push(upload);
      progress(
        `${recording.bytes / MIB} MiB: taken up after ${Math.round(upload.recoveryMs)} ms, ${median(upload.chunkMs).toFixed(1)} ms a chunk`,
      );
    }
  }
  const row = (recording: StoredRecording): GrowthRow => {
    const rounds = taken.get(recording) ?? [];
    return {
      recordingBytes: recording.bytes,
      chunkMs: median(rounds.flatMap(({ chunkMs }) => chunkMs)),
      catalogBytesPerChunk: median(rounds.map(({ catalog }) => catalog.bytes / Math.max(1, catalog.requests))),
      recoveryMs: rounds.map(({ recoveryMs }) => recoveryMs),
    };
  };
  const rows = [row(short), row(long)] as const;
  return {
    chunkTimeRatio10xLonger: rows[1].chunkMs / rows[0].chunkMs,
    recoveryMs1GiB: median(rows[0].recoveryMs),
    recoveryMs10GiB: median(rows[1].recoveryMs),
    rows,
  };
}

/** The results as they are shown. */
export function growthTable({ rows, chunkTimeRatio10xLonger }: GrowthResult): Table {
  return {
    title: 'Growth',
    about:
      'Chunks of 8 MiB, taken up after a start of the browser: the time for a chunk, what the catalog is told meanwhile, and ' +
      'the time from the start of the extension to the first request. A recording ten times as long takes ' +
      `${chunkTimeRatio10xLonger.toFixed(3)} times as long for a chunk.`,
    columns: ['', 'per chunk', 'catalog, per chunk', 'recovery'],
    rows: rows.map(({ recordingBytes, chunkMs, catalogBytesPerChunk, recoveryMs }) => [
      `${recordingBytes / MIB} MiB`,
      `${chunkMs.toFixed(1)} ms`,
      `${catalogBytesPerChunk.toFixed(0)} bytes`,
      `${median(recoveryMs).toFixed(0)} ms`,
    ]),
  };
}

interface TakenUp {
  readonly recoveryMs: number;
  readonly chunkMs: readonly number[];
  readonly catalog: CatalogWrites;
}

async function store(
  { extensionDirectory, directory }: BenchSetting,
  shortBytes: number,
  longBytes: number,
): Promise<readonly [short: StoredRecording, long: StoredRecording]> {
  await using reelay = await Reelay.launch({ extensionDirectory, profileDirectory: join(directory, 'growth') });
  const { inspector } = reelay;
  return [await storeRecording(inspector, shortBytes, null), await storeRecording(inspector, longBytes, null)];
}

/** Starts a browser that finds this recording unfinished, and lets it finish. */
async function takeUp(
  { extensionDirectory, directory }: BenchSetting,
  recording: StoredRecording,
  sink: Sink,
): Promise<TakenUp> {
  const options = { extensionDirectory, profileDirectory: join(directory, 'growth') };
  {
    await using before = await Reelay.launch(options);
    // It looks for unfinished recordings when it starts, and is not to find this one.
    await delay(STARTED_MS);
    await catalogue(before.inspector, recording, sink.mint());
  }
  const arriving = sink.next(recording.bytes, false);
  const asking = sink.nextRequest();
  await using reelay = await Reelay.launch(options);
  const counted = await watchCatalogWrites(reelay.browser);
  const worker = await reelay.serviceWorker()?.worker();
  const startedAtMs = await worker?.evaluate(() => performance.timeOrigin);
  if (startedAtMs === undefined) throw new Error('There is no service worker.');
  const askedAtMs = performance.timeOrigin + (await asking);
  const { chunkMs } = await arriving;
  const catalog = await counted();
  await untilComplete(reelay.inspector, recording);
  return { recoveryMs: askedAtMs - startedAtMs, chunkMs, catalog };
}
